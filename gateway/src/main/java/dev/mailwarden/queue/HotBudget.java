package dev.mailwarden.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets of young messages may stay in memory, so that what is delivered at once is never
 * read back from the disk. Safe for any number of threads.
 */
final class HotBudget {

    /** What a message costs, whatever its content, and each of its recipients. */
    private static final long OVERHEAD = 1024;

    private static final long RECIPIENT = 256;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    HotBudget(long limit) {
        this.limit = limit;
    }

    /** {@return what a message counts} */
    static long costOf(int recipients, long octetsInMemory) {
        return OVERHEAD + RECIPIENT * recipients + octetsInMemory;
    }

    /** Takes octets if there is room. */
    boolean take(long octets) {
        if (used.addAndGet(octets) <= limit) {
            return true;
        }
        used.addAndGet(-octets);
        return false;
    }

    void give(long octets) {
        used.addAndGet(-octets);
    }
}
