package dev.mailwarden.spool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to the committer: many threads put, one takes. Its octets are bounded; a
 * frame that nobody waits for is always taken, because what it says has already happened.
 */
final class CommitQueue {

    static final long MAX_OCTETS = 64L << 20;

    private final ConcurrentLinkedQueue<PendingFrame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong octets = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Thread sleeper;

    /**
     * @throws SpoolFullException if the committer is {@value #MAX_OCTETS} octets behind, or gone
     */
    void put(PendingFrame frame) throws SpoolFullException {
        long total = octets.addAndGet(frame.frameLength());
        if (frame.isUrgent() && total > MAX_OCTETS) {
            octets.addAndGet(-frame.frameLength());
            throw new SpoolFullException("the disk is behind");
        }
        frames.add(frame);
        // Asked after adding: either this thread takes it back, or the committer's end finds it.
        if (closed && frames.remove(frame)) {
            octets.addAndGet(-frame.frameLength());
            throw new SpoolFullException("the spool is closed");
        }
        wake();
    }

    /** {@return the next frame, or null when there is none} */
    @Nullable PendingFrame poll() {
        PendingFrame frame = frames.poll();
        if (frame != null) {
            octets.addAndGet(-frame.frameLength());
        }
        return frame;
    }

    /** Octets that wait. */
    long octets() {
        return octets.get();
    }

    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    private void wake() {
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Sleeps on the committer's thread until there is a frame, it is closed, or time is up. */
    void sleep(long nanos) {
        sleeper = Thread.currentThread();
        if (frames.isEmpty() && !closed) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }
}
