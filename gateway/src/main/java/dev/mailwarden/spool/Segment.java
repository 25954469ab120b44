package dev.mailwarden.spool;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What is known of one segment while the spool is open. Safe for any number of threads. */
final class Segment {

    private final SegmentHeader header;
    private final Volume.Reader reader;

    /** Things, of which a frame may hold several, such as messages: those that live, and all. */
    private final AtomicInteger live = new AtomicInteger();

    private final AtomicInteger kept = new AtomicInteger();
    private volatile long lastLsn;
    private volatile int held = SegmentHeader.OCTETS;
    private volatile boolean closed;
    private volatile boolean damaged;
    private volatile boolean suspect;

    Segment(SegmentHeader header, Volume.Reader reader) {
        this.header = header;
        this.reader = reader;
    }

    static String nameOf(int number) {
        return String.format(Locale.ROOT, "segment-%010d.log", number);
    }

    String name() {
        return nameOf(header.number());
    }

    /** What its file is called when another segment may be made of it. */
    String spareName() {
        return String.format(Locale.ROOT, "spare-%010d.log", header.number());
    }

    SegmentHeader header() {
        return header;
    }

    int number() {
        return header.number();
    }

    Volume.Reader reader() {
        return reader;
    }

    /** Things were found in a frame that is kept. */
    void found(int things) {
        kept.addAndGet(things);
    }

    /** Things were written that live. */
    void share(int things) {
        kept.addAndGet(things);
        live.addAndGet(things);
    }

    void retain() {
        live.incrementAndGet();
    }

    /**
     * One thing is not needed any more.
     *
     * @throws IllegalStateException if there is none: one too many would let the segment go early
     */
    void release() {
        if (live.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            throw new IllegalStateException("more released than lives in " + name());
        }
    }

    int live() {
        return live.get();
    }

    /** Frames stand before this offset. */
    void holdsUpTo(int offset) {
        held = offset;
    }

    /** Octets of the file that nobody needs, about: what it never held counts as well. */
    long garbageOctets() {
        int all = kept.get();
        long living = all == 0 ? 0 : (long) held * Math.min(all, live.get()) / all;
        return header.capacity() - living;
    }

    void wroteUpTo(long lsn) {
        lastLsn = lsn;
    }

    /** LSN of its last frame. */
    long lastLsn() {
        return lastLsn;
    }

    /** Nothing will be written to it any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Something in it could not be read: the file is set aside at its end, never overwritten. */
    void markDamaged() {
        damaged = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    /** A write, a sync or a crash left it uncertain: the file is deleted at its end, not reused. */
    void markSuspect() {
        suspect = true;
    }

    boolean isSuspect() {
        return suspect;
    }
}
