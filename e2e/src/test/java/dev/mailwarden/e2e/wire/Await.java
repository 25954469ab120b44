package dev.mailwarden.e2e.wire;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition of a process that cannot notify us, and no longer than it takes. */
public final class Await {

    private static final long POLL_NANOS = 10_000_000;

    /** An assertion about something that is still going on. */
    public interface Check {
        /** Throws an {@link AssertionError} as long as it does not hold. */
        void run() throws Exception;
    }

    private Await() {}

    /** Waits until the condition holds; fails with {@code state} when it does not in time. */
    public static void until(Duration limit, Supplier<String> state, BooleanSupplier condition) {
        if (!holdsWithin(limit, condition)) {
            throw new AssertionError("not within " + limit + ": " + state.get());
        }
    }

    /** {@return whether the condition came to hold in time} */
    public static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Repeats an assertion until it passes; its last failure is thrown when time is up. */
    public static void asserted(Duration limit, Check check) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
