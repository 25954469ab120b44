package dev.mailwarden.scan.unpack;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for what comes out of containers, for all of them together. Safe for any number of
 * threads.
 */
final class Room {

    private final long octets;
    private final AtomicLong taken = new AtomicLong();

    Room(long octets) {
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
