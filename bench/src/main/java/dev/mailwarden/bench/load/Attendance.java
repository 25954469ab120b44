package dev.mailwarden.bench.load;

import java.util.HashSet;
import java.util.Set;

/** Who of a {@link Crowd} is in, and for how long. Safe for any number of threads. */
final class Attendance {

    private final Set<Loiterer> present = new HashSet<>();
    private final Set<Loiterer> settled = new HashSet<>();
    private long turnedOut;
    private long ended;
    private long longestNanos;

    synchronized void came(Loiterer client) {
        present.add(client);
    }

    /** It is where it wanted to be. */
    synchronized void settled(Loiterer client) {
        settled.add(client);
    }

    /** It was told that it is not welcome any more, or never was. */
    synchronized void turnedOut() {
        turnedOut++;
    }

    synchronized void left(Loiterer client) {
        present.remove(client);
        if (settled.remove(client)) {
            ended++;
            longestNanos = Math.max(longestNanos, System.nanoTime() - client.since());
        }
    }

    /** {@return how many are in and as far as they wanted to be} */
    synchronized int open() {
        return settled.size();
    }

    /** {@return how often one was told to go} */
    synchronized long toldToGo() {
        return turnedOut;
    }

    /** {@return how often one that was in was ended} */
    synchronized long ended() {
        return ended;
    }

    /** {@return the longest that any was in, or is} */
    synchronized double longestSeconds() {
        long now = System.nanoTime();
        long nanos =
                settled.stream()
                        .mapToLong(client -> now - client.since())
                        .reduce(longestNanos, Math::max);
        return nanos / 1e9;
    }
}
