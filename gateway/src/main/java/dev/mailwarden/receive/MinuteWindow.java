package dev.mailwarden.receive;

import java.util.concurrent.TimeUnit;

/**
 * Counts events of the last minute, exact to a second and never too low: a limit held against this
 * count is not exceeded in any 60 seconds. For one thread at a time.
 */
final class MinuteWindow {

    /** The current second and the 60 before it. */
    private static final int SECONDS = 61;

    private final int[] counts = new int[SECONDS];
    private long lastSecond;
    private int total;

    MinuteWindow(long nanos) {
        lastSecond = TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    /** Events in the minute up to now. */
    int count(long nanos) {
        advance(TimeUnit.NANOSECONDS.toSeconds(nanos));
        return total;
    }

    /** Adds one event. */
    void add(long nanos) {
        advance(TimeUnit.NANOSECONDS.toSeconds(nanos));
        counts[slot(lastSecond)]++;
        total++;
    }

    private void advance(long second) {
        long steps = Math.min(second - lastSecond, SECONDS);
        for (long step = 1; step <= steps; step++) {
            int slot = slot(lastSecond + step);
            total -= counts[slot];
            counts[slot] = 0;
        }
        lastSecond = Math.max(lastSecond, second);
    }

    private static int slot(long second) {
        return Math.floorMod(second, SECONDS);
    }
}
