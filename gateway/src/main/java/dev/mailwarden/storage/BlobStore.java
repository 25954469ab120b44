package dev.mailwarden.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bodies under their ids, encrypted at rest (DATA-31). An id is text of the caller, such as a
 * journey and a variant; nothing on the disk shows it. Safe for any number of threads.
 */
public interface BlobStore extends AutoCloseable {

    /** Characters of an id. */
    int LONGEST_ID = 200;

    /**
     * Keeps a body. When this returns it is on stable storage under its id; when it throws there is
     * nothing under it, or what was there before. Doing it again replaces it with the same.
     *
     * @param body read to its end, not closed
     * @return octets of the body
     */
    long put(String id, InputStream body) throws IOException;

    /**
     * Opens a body.
     *
     * @return empty if there is none; reading throws {@link StorageException} with {@code DAMAGED}
     *     at the first octet that is not what was put there, or if it ends too early
     */
    Optional<InputStream> open(String id) throws IOException;

    /** {@return whether there is one, sound or not} */
    boolean has(String id) throws IOException;

    /** {@return whether there was one} */
    boolean delete(String id) throws IOException;

    /** Tells the ids of all bodies, in no order. Opens each of them: this takes its time. */
    void forEach(Consumer<String> ids) throws IOException;

    /**
     * Deletes what was there when the store was opened and is none of these: bodies whose owners
     * did not come to be, because of a crash between the two.
     *
     * @return how many were deleted
     */
    int sweep(Iterable<String> wanted) throws IOException;

    /**
     * Writes a body again with the newest key, unless it has that one.
     *
     * @return false if there is none
     */
    boolean reseal(String id) throws IOException;

    /** {@return octets of all bodies as they are on the disk} */
    long octets();

    /** {@return how many bodies there are} */
    long count();

    /** {@return files that were found to be no bodies of this store, under their names} */
    List<String> foreign();

    @Override
    void close();
}
