package dev.mailwarden.message;

import java.io.IOException;
import java.util.Set;

/**
 * Keeps copies of messages, apart from the queue. A copy comes in two steps, because the promise
 * lies between them: its body is put there before the commit that names it, and it is entered after
 * that, again after a crash if need be. Until it is entered nobody sees it.
 *
 * <p>Safe for any number of threads.
 */
public interface CopyShelf {

    /** Where a copy is kept. */
    enum Store {
        /** Originals of what was done something to (DATA-11); the oldest go first. */
        BACKUP,
        /**
         * Mail that nobody got, until a person decides (DATA-22); nothing goes for want of room.
         */
        QUARANTINE
    }

    /**
     * One copy in one store.
     *
     * @param kept what it is found by
     */
    record Copy(Store store, Kept kept) {

        /** Its name. */
        public CopyName name() {
            return new CopyName(store, kept.id());
        }
    }

    /** Names a copy. */
    record CopyName(Store store, KeptId id) {}

    /**
     * Puts the octets of a copy on stable storage.
     *
     * @throws IOException if there is no room, the stores are locked, or it fails; nothing is left
     *     of it then
     */
    void put(CopyName name, Content body) throws IOException;

    /**
     * Takes back what was put there and is named by no batch that {@link Acceptance} was given,
     * which does so itself where it refuses one.
     */
    void takeBack(CopyName name);

    /**
     * Makes a copy visible whose octets are there. Doing it again changes nothing.
     *
     * @throws DamagedContentException if its octets are gone: it never will be
     * @throws IOException if that could not be made durable; it is tried again
     */
    void enter(Copy copy) throws IOException;

    /**
     * Deletes the octets of copies that were never entered, once after a start. Only what was there
     * when the shelf was opened: others may be put there meanwhile.
     *
     * @param named copies that a commit names and that may not have been entered
     */
    void clear(Set<CopyName> named) throws IOException;
}
