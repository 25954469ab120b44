package dev.mailwarden.spool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for what comes in and is not finished: thousands of clients may each begin a message and
 * never end it. Safe for any number of threads.
 */
final class DraftRoom {

    private final long octets;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param octets for all drafts together, beside the first piece of each
     */
    DraftRoom(long octets) {
        this.octets = octets;
    }

    /** Takes room. {@return whether there was some} */
    boolean take(long wanted) {
        if (taken.addAndGet(wanted) > octets) {
            taken.addAndGet(-wanted);
            return false;
        }
        return true;
    }

    void give(long given) {
        taken.addAndGet(-given);
    }

    long taken() {
        return taken.get();
    }
}
