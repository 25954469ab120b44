package dev.mailwarden.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends what takes too long by closing its socket, the one thing that stops a blocked write as well
 * as a blocked read.
 *
 * <p>A deadline bounds a whole step, so a peer that sends an octet now and then gains nothing.
 * Setting one costs a clock reading and a volatile write; a single thread looks at all of them
 * every now and then. Safe for any number of threads.
 */
final class DeadlineKeeper {

    private final LongSupplier ticker;
    private final Set<Deadline> watched = ConcurrentHashMap.newKeySet();

    /**
     * Makes a keeper that watches nothing yet.
     *
     * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
     */
    DeadlineKeeper(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Begins to watch; no time is set yet. {@code onPassed} must not block. */
    Deadline watch(Runnable onPassed) {
        Deadline deadline = new Deadline(onPassed);
        watched.add(deadline);
        return deadline;
    }

    /** Fires every deadline that has passed; called again and again by the housekeeping thread. */
    void sweep() {
        long now = ticker.getAsLong();
        for (Deadline deadline : watched) {
            deadline.check(now);
        }
    }

    /** {@return the times, in the ticker's nanoseconds, of the deadlines that are running} */
    List<Long> running() {
        return watched.stream().filter(deadline -> deadline.set).map(d -> d.at).sorted().toList();
    }

    /** Things that are watched, with a deadline running or not. */
    int watching() {
        return watched.size();
    }

    /** One thing's time limit, set anew for each step. */
    final class Deadline implements AutoCloseable {

        private final Runnable onPassed;
        private volatile boolean set;
        private volatile boolean passed;
        private volatile long at;

        private Deadline(Runnable onPassed) {
            this.onPassed = onPassed;
        }

        void in(Duration wait) {
            at = ticker.getAsLong() + wait.toNanos();
            set = true;
        }

        void clear() {
            set = false;
        }

        /** Whether time ran out; then the socket is closed and stays so. */
        boolean hasPassed() {
            return passed;
        }

        private void check(long now) {
            if (set && now - at >= 0) {
                set = false;
                passed = true;
                onPassed.run();
            }
        }

        /** Ends the watch. */
        @Override
        public void close() {
            watched.remove(this);
        }
    }
}
