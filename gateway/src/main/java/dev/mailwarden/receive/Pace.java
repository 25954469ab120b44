package dev.mailwarden.receive;

import java.util.concurrent.TimeUnit;

/**
 * How long a sender of content may take: a minute to get going, then the slowest acceptable rate on
 * average. This ends a client that sends one octet every few seconds, and not one on a poor line.
 */
final class Pace {

    private static final long HEAD_START = TimeUnit.MINUTES.toNanos(1);

    private final long since;
    private final int octetsPerSecond;
    private long octets;

    /**
     * @param now nanoseconds, as {@link System#nanoTime}
     * @param octetsPerSecond 0 for any rate
     */
    Pace(long now, int octetsPerSecond) {
        this.since = now;
        this.octetsPerSecond = octetsPerSecond;
    }

    void came(int count) {
        octets += count;
    }

    /** Nanoseconds left before the sender is too slow; not positive if it is already. */
    long left(long now) {
        if (octetsPerSecond == 0) {
            return Long.MAX_VALUE;
        }
        long earned = octets * (TimeUnit.SECONDS.toNanos(1) / octetsPerSecond);
        return HEAD_START + earned - (now - since);
    }

    /**
     * The same with less time to get going.
     *
     * @param headStart nanoseconds
     */
    long left(long now, long headStart) {
        return octetsPerSecond == 0
                ? Long.MAX_VALUE
                : left(now) - Math.max(0, HEAD_START - headStart);
    }
}
