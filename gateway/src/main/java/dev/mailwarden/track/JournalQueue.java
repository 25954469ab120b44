package dev.mailwarden.track;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Chunks on their way to the writer, and news of what became stable on the way back. Bounded in
 * octets. Safe for any number of threads; interrupts end no wait here but {@link #awaitStable}.
 */
final class JournalQueue {

    /** How often a caller that waits for room asks whether that is still worth while. */
    private static final long LOOK_AGAIN = 100_000_000; // nanoseconds

    /** How long the writer lets chunks gather, in nanoseconds: a wake-up and a write cost more. */
    private static final long GATHER = 20_000_000;

    /** Octets that are enough to be written at once. */
    private static final long ENOUGH = 256 * 1024;

    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Condition stable = lock.newCondition();
    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private long waitingOctets;
    private long entered;
    private long settled;
    private long wanted;
    private boolean idle;
    private boolean closed;
    private boolean ended;

    /**
     * Makes an empty queue.
     *
     * @param capacity octets that may wait; one chunk that is larger is taken when it is alone
     */
    JournalQueue(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds a chunk, waiting for room.
     *
     * @param worthWaiting asked now and then; when it says no, the wait ends
     * @return false if the chunk was not taken, because waiting was not worth while or the queue is
     *     closed
     */
    boolean put(Chunk chunk, BooleanSupplier worthWaiting) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (!closed && !hasRoom(chunk)) {
                if (!worthWaiting.getAsBoolean()) {
                    return false;
                }
                try {
                    long _ = room.awaitNanos(LOOK_AGAIN);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (closed) {
                return false;
            }
            waiting.addLast(chunk);
            waitingOctets += chunk.lines().length;
            entered++;
            if (idle || waitingOctets >= ENOUGH) {
                idle = false;
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasRoom(Chunk chunk) {
        return waitingOctets + chunk.lines().length <= capacity || waiting.isEmpty();
    }

    /**
     * Takes what waits, up to about {@code octets}. Waits for a chunk, a wish for a sync or the
     * end, at most {@code nanos}; and after a chunk has come up to 20 ms for more. For the writer
     * only.
     */
    List<Chunk> take(long octets, long nanos) throws InterruptedException {
        List<Chunk> batch = new ArrayList<>();
        lock.lock();
        try {
            idle = true;
            long left = nanos;
            while (waiting.isEmpty() && mayWait() && left > 0) {
                left = work.awaitNanos(left);
            }
            idle = false;
            left = waiting.isEmpty() ? 0 : GATHER;
            while (waitingOctets < ENOUGH && mayWait() && left > 0) {
                left = work.awaitNanos(left);
            }
            long taken = 0;
            while (!waiting.isEmpty() && taken < octets) {
                Chunk chunk = waiting.removeFirst();
                taken += chunk.lines().length;
                batch.add(chunk);
            }
            waitingOctets -= taken;
            if (taken > 0) {
                room.signalAll();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayWait() {
        return !closed && wanted <= settled;
    }

    /** Waits before another attempt; the end of the queue ends the wait. For the writer only. */
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that this many chunks more are on stable storage. For the writer only. */
    void settle(int chunks) {
        lock.lock();
        try {
            settled += chunks;
            stable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody waits for a sync. */
    boolean syncWanted() {
        lock.lock();
        try {
            return wanted > settled;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything added so far is on stable storage.
     *
     * @return false if that did not come about in time
     */
    boolean awaitStable(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long target = entered;
            wanted = Math.max(wanted, target);
            work.signal();
            long left = nanos;
            while (settled < target && !ended && left > 0) {
                left = stable.awaitNanos(left);
            }
            return settled >= target;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the octets that wait} */
    long waitingOctets() {
        lock.lock();
        try {
            return waitingOctets;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is still handed to the writer. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that the writer has gone, and lets everybody go who waits for it. */
    void end() {
        lock.lock();
        try {
            closed = true;
            ended = true;
            room.signalAll();
            stable.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
