package dev.mailwarden.receive;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ends the waits of sessions whose deadline has passed. One platform thread looks at all of them
 * four times a second; setting a deadline costs a session two memory writes. A blocking read or
 * write cannot outlast it, since ending the wait closes the socket.
 */
final class DeadlineKeeper implements AutoCloseable {

    /** Something with a deadline. Called by the keeper's thread; must not block. */
    interface Timed {

        /**
         * Ends the wait if its deadline has passed.
         *
         * @param now monotonic nanoseconds
         * @param underLoad whether the shorter deadline for busy times counts
         */
        void check(long now, boolean underLoad);
    }

    private static final long PERIOD_MILLIS = 250;

    private final Set<Timed> watched = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongSupplier ticker;
    private final BooleanSupplier busy;
    private final Thread thread;

    DeadlineKeeper(LongSupplier ticker, BooleanSupplier busy) {
        this.ticker = ticker;
        this.busy = busy;
        this.thread = Thread.ofPlatform().name("smtp-deadlines").daemon().unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    void watch(Timed timed) {
        watched.add(timed);
    }

    void forget(Timed timed) {
        watched.remove(timed);
    }

    /** Looks at every deadline once. */
    void sweep() {
        long now = ticker.getAsLong();
        boolean underLoad = busy.getAsBoolean();
        for (Timed timed : watched) {
            timed.check(now, underLoad);
        }
    }

    private void keep() {
        try {
            while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the thread; what is watched is watched no longer. */
    @Override
    public void close() {
        closed.countDown();
    }
}
