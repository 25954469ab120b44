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
 * <p>Stores differ in what they do when there is no room. Safe for any number of threads.
 */
public abstract sealed class MessageStore permits BackupStore, QuarantineStore {

    private final Shelf shelf;

    MessageStore(Shelf shelf) {
        this.shelf = shelf;
    }

    final Shelf shelf() {
        return shelf;
    }

    /**
     * Makes a body durable.
     *
     * @return octets of the body
     * @throws dev.mailwarden.storage.StorageException with {@code FULL} if there is no room, {@code
     *     LOCKED} if there are no keys; nothing is left of it then
     */
    public abstract long keep(KeptId id, InputStream body) throws IOException;

    /**
     * Makes a copy visible whose body is kept. Doing it again changes nothing.
     *
     * @return false if it was entered before
     * @throws dev.mailwarden.message.DamagedContentException if its body is gone
     */
    public final boolean enter(Kept copy) throws IOException {
        return shelf.enter(copy);
    }

    /** Both steps at once, for copies that no frame names. */
    public final boolean put(Kept copy, InputStream body) throws IOException {
        keep(copy.id(), body);
        return enter(copy);
    }

    /** {@return what a copy is, empty if there is none} */
    public final Optional<Kept> get(KeptId id) throws IOException {
        return shelf.rows().get(id);
    }

    /** {@return copies, the newest first} */
    public final List<Kept> find(KeptQuery query) throws IOException {
        return shelf.rows().find(query);
    }

    /** {@return the body, empty if there is none; the caller closes it} */
    public final Optional<InputStream> open(KeptId id) throws IOException {
        return shelf.open(id);
    }

    /** {@return whether there was one} */
    public final boolean delete(KeptId id) throws IOException {
        return shelf.delete(id);
    }

    /** Remembers that a copy was sent to somebody. */
    public final void handedOver(KeptId id, Handover handover) throws IOException {
        shelf.rows().handedOver(id, handover);
    }

    /** {@return the times that a copy was sent, the oldest first} */
    public final List<Handover> handovers(KeptId id) throws IOException {
        return shelf.rows().handovers(id);
    }

    /** {@return how full it is} */
    public final Usage usage() throws IOException {
        return shelf.usage();
    }
}
