package dev.mailwarden.scan.unpack;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for what is made of messages to look at, for all of them together. Safe for any number of
 * threads.
 */
public final class Room {

    private final long octets;
    private final AtomicLong taken = new AtomicLong();

    public Room(long octets) {
        this.octets = octets;
    }

    /** {@return whether there was room; if so it is taken} */
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

    /** Octets taken now. */
    public long taken() {
        return taken.get();
    }
}
