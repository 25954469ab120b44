package dev.mailwarden.keep;

import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A store of whole messages. A copy comes in two steps, because the promise lies between them: its
 * body is {@link #keep kept} before the commit of the frame that names it, and it is {@link #enter
 * entered} when the frame is durable, again after a crash if need be. Until it is entered nobody
 * sees it.
 *
 * <p>Safe for any number of threads.
 */
public interface MessageStore {

    /**
     * Makes a body durable.
     *
     * @return octets of the body
     * @throws dev.mailwarden.storage.StorageException with {@code FULL} if there is no room, {@code
     *     LOCKED} if there are no keys; nothing is left of it then
     */
    long keep(KeptId id, InputStream body) throws IOException;

    /**
     * Makes a copy visible whose body is kept. Doing it again changes nothing.
     *
     * @return false if it was entered before
     */
    boolean enter(Kept copy) throws IOException;

    /** Both steps at once, for copies that no frame names. */
    default boolean put(Kept copy, InputStream body) throws IOException {
        keep(copy.id(), body);
        return enter(copy);
    }

    /** {@return what a copy is, empty if there is none} */
    Optional<Kept> get(KeptId id) throws IOException;

    /** {@return copies, the newest first} */
    List<Kept> find(KeptQuery query) throws IOException;

    /** {@return the body, empty if there is none; the caller closes it} */
    Optional<InputStream> open(KeptId id) throws IOException;

    /** {@return whether there was one} */
    boolean delete(KeptId id) throws IOException;

    /** Remembers that a copy was sent to somebody. */
    void handedOver(KeptId id, Handover handover) throws IOException;

    /** {@return the times that a copy was sent, the oldest first} */
    List<Handover> handovers(KeptId id) throws IOException;

    /** {@return how full it is} */
    Usage usage() throws IOException;
}
