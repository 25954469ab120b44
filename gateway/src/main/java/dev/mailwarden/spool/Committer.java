package dev.mailwarden.spool;

import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of the log: one platform thread that nobody interrupts, because an interrupt
 * would close the file under everybody.
 *
 * <p>Group commit without a timer: while one sync runs, the next batch gathers by itself. A frame
 * that somebody waits for is synced at once; the others are written at once and synced with the
 * next batch, at the latest after {@value #LAZY_MILLIS} ms.
 *
 * <p>An I/O error never becomes success: the segment is left as it is and never synced again, what
 * was not yet synced is declared void in the next segment, and only then do the waiting threads
 * hear of it. Notes, which tell what has already happened, are written again there. While there is
 * no segment to write to, waiting threads are refused at once and notes are kept.
 */
final class Committer {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private static final int MAX_BATCH_FRAMES = 512;
    private static final int MAX_BATCH_OCTETS = 4 << 20;
    private static final int LAZY_MILLIS = 20;
    private static final int FIRST_RETRY_MILLIS = 500;
    private static final int LAST_RETRY_MILLIS = 16_000;
    private static final long ZERO_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The largest frame: records, events, inline content and header. */
    static final int MAX_FRAME = Frame.MAX_RECORDS + Frame.MAX_EVENTS + Frame.MAX_CONTENT + 4096;

    private final CommitQueue queue;
    private final SegmentSupply supply;
    private final Segments segments;
    private final Blobs blobs;
    private final CommitListener listener;
    private final LongSupplier ticker;

    /** Grows to what batches need, at most {@value #MAX_BATCH_OCTETS} octets and a frame. */
    private ByteBuffer buffer = newBuffer(256 * 1024);

    /** To be written before what is in the queue: what did not fit, and notes to write again. */
    private final Deque<PendingFrame> ahead = new ArrayDeque<>();

    /** In the buffer, or being written. */
    private final List<PendingFrame> batch = new ArrayList<>();

    /** In the log, but not yet synced. */
    private final List<PendingFrame> unforced = new ArrayList<>();

    /** What the next segment has to declare void before anything else. */
    private final List<Region> toIgnore;

    private @Nullable OpenSegment active;
    private IOException problem = new IOException("the spool is not open yet");
    private boolean failing = true;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private long retryAt;
    private long nextLsn;
    private long oldestUnforced;
    private long lastZeroed;

    /**
     * @param nextLsn greater than any LSN in the log
     * @param toIgnore regions that recovery found torn
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     */
    Committer(
            CommitQueue queue,
            SegmentSupply supply,
            Segments segments,
            Blobs blobs,
            CommitListener listener,
            long nextLsn,
            List<Region> toIgnore,
            LongSupplier ticker) {
        this.queue = queue;
        this.supply = supply;
        this.segments = segments;
        this.blobs = blobs;
        this.listener = listener;
        this.nextLsn = nextLsn;
        this.toIgnore = new ArrayList<>(toIgnore);
        this.ticker = ticker;
        this.lastZeroed = ticker.getAsLong();
    }

    /** Runs until the queue is closed and empty. */
    void run() {
        try {
            begin();
            while (work() || !queue.isClosed()) {
                rest();
            }
            finish();
        } catch (RuntimeException | Error e) {
            LOG.error("the committer ends by a fault of the program; nothing is accepted", e);
            listener.failed(new IOException("the committer ended", e));
        } finally {
            end();
        }
    }

    /** Opens the first segment, waiting for it to be made. */
    void begin() {
        openNext(SegmentSupply.PATIENCE);
    }

    /** Does the next thing that is due. {@return whether there was anything} */
    boolean work() {
        OpenSegment segment = active;
        if (segment == null) {
            return standStill();
        }
        PendingFrame first = next();
        if (first != null) {
            commit(first);
            return true;
        }
        if (!unforced.isEmpty()) {
            return lazyNanosLeft() <= 0 && forceLazily(segment);
        }
        return segment.isDirty() && zeroNanosLeft() <= 0 && zeroSomeMore(segment);
    }

    /** Sleeps until something may be due. */
    private void rest() {
        if (!ahead.isEmpty() && active != null) {
            return;
        }
        long nanos = TimeUnit.SECONDS.toNanos(10);
        if (active == null) {
            nanos = retryAt - ticker.getAsLong();
        } else if (!unforced.isEmpty()) {
            nanos = lazyNanosLeft();
        } else if (active.isDirty()) {
            nanos = zeroNanosLeft();
        }
        queue.sleep(Math.max(0, nanos));
    }

    private @Nullable PendingFrame next() {
        PendingFrame frame = ahead.poll();
        return frame == null ? queue.poll() : frame;
    }

    private long lazyNanosLeft() {
        long age = ticker.getAsLong() - oldestUnforced;
        return queue.isClosed() ? 0 : TimeUnit.MILLISECONDS.toNanos(LAZY_MILLIS) - age;
    }

    private long zeroNanosLeft() {
        return queue.isClosed() ? Long.MAX_VALUE : lastZeroed + ZERO_NANOS - ticker.getAsLong();
    }

    /** There is no segment: refuses those who wait, keeps the notes, and tries again in time. */
    private boolean standStill() {
        refuse();
        return retryAt - ticker.getAsLong() <= 0 && !queue.isClosed() && openNext(0);
    }

    private void refuse() {
        for (PendingFrame frame = queue.poll(); frame != null; frame = queue.poll()) {
            ahead.add(frame);
        }
        ahead.removeIf(frame -> {
            if (frame.isUrgent()) {
                frame.fail(problem, false);
            }
            return frame.isUrgent();
        });
    }

    /** Delivered mail of the file's earlier life does not stay on disk for long. */
    private boolean zeroSomeMore(OpenSegment segment) {
        lastZeroed = ticker.getAsLong();
        try {
            segment.zeroSomeMore();
        } catch (IOException e) {
            fail(e);
        }
        return true;
    }

    private void commit(PendingFrame first) {
        OpenSegment segment = segmentFor(first);
        if (segment == null) {
            return;
        }
        if (!segment.hasRoom(segment.position(), first)) {
            first.fail(new IOException("a frame too large for a segment"), false);
            return;
        }
        try {
            boolean urgent = gather(first, segment);
            if (batch.stream().anyMatch(PendingFrame::hasBlob)) {
                blobs.forceNames();
            }
            segment.write(buffer.flip());
            if (unforced.isEmpty()) {
                oldestUnforced = ticker.getAsLong();
            }
            unforced.addAll(batch);
            batch.clear();
            if (urgent || lazyNanosLeft() <= 0) {
                force(segment);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Fills buffer and batch with whole frames. {@return whether somebody waits for one} */
    private boolean gather(PendingFrame first, OpenSegment segment) {
        buffer.clear();
        int start = segment.position();
        boolean urgent = false;
        PendingFrame frame = first;
        while (frame != null) {
            int offset = start + buffer.position();
            if (!segment.hasRoom(offset, frame)) {
                ahead.addFirst(frame);
                break;
            }
            urgent |= frame.isUrgent();
            batch.add(frame);
            encode(frame, segment, offset);
            boolean more = batch.size() < MAX_BATCH_FRAMES && buffer.position() < MAX_BATCH_OCTETS;
            frame = more ? next() : null;
        }
        return urgent;
    }

    private static ByteBuffer newBuffer(int octets) {
        return ByteBuffer.allocateDirect(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void encode(PendingFrame frame, OpenSegment segment, int offset) {
        int needed = buffer.position() + frame.frameLength();
        if (needed > buffer.capacity()) {
            buffer = newBuffer(Math.max(needed, 2 * buffer.capacity())).put(buffer.flip());
        }
        FrameHeader header =
                frame.encode(
                        buffer,
                        segment.segment().header(),
                        nextLsn++,
                        segment.forcedPosition(),
                        offset);
        segment.note(offset, header, frame.frame().records());
        if (frame.frame().kept()) {
            segment.segment().share(1);
        }
    }

    private void force(OpenSegment segment) throws IOException {
        segment.force();
        List<PendingFrame> durable = List.copyOf(unforced);
        for (PendingFrame frame : durable) {
            listener.durable(frame.lsn(), frame.frame().events());
        }
        unforced.clear();
        durable.forEach(PendingFrame::succeed);
    }

    private boolean forceLazily(OpenSegment segment) {
        try {
            force(segment);
        } catch (IOException e) {
            fail(e);
        }
        return true;
    }

    /**
     * The active segment if the frame fits, or a new one; or null, and the frame's turn is later.
     */
    private @Nullable OpenSegment segmentFor(PendingFrame frame) {
        OpenSegment segment = active;
        if (segment == null || segment.hasRoom(segment.position(), frame)) {
            return segment;
        }
        try {
            force(segment);
        } catch (IOException e) {
            ahead.addFirst(frame); // behind the notes that have to be written again
            fail(e);
            return null;
        }
        seal(segment);
        openNext(SegmentSupply.PATIENCE);
        if (active == null) {
            ahead.addFirst(frame);
        }
        return active;
    }

    private void seal(OpenSegment segment) {
        try {
            segment.seal(nextLsn++);
            active = null;
        } catch (IOException e) {
            poison(segment, e);
        }
    }

    /** Opens a segment, which declares the failed frames void. {@return whether that was done} */
    private boolean openNext(long patienceNanos) {
        try {
            OpenSegment segment = supply.take(patienceNanos);
            active = segment;
            declareVoid(segment);
            retryMillis = FIRST_RETRY_MILLIS;
            if (failing) {
                failing = false;
                listener.recovered();
            }
            return true;
        } catch (IOException e) {
            retryAt = ticker.getAsLong() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
            OpenSegment segment = active;
            if (segment != null) {
                retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
                poison(segment, e);
            } else {
                LOG.error("there is no segment to write to: {}", e.getMessage());
                problem = e;
                failing = true;
                listener.failed(e);
            }
            return false;
        }
    }

    private void declareVoid(OpenSegment segment) throws IOException {
        if (toIgnore.isEmpty()) {
            return;
        }
        Frame regions = Frame.note(Region.encode(toIgnore), WrittenEvents.NONE);
        buffer.clear();
        encode(
                new PendingFrame(FrameHeader.Type.IGNORE, regions, false, _ -> {}),
                segment,
                segment.position());
        segment.write(buffer.flip());
        segment.force();
        toIgnore.clear();
    }

    /** Nothing that was not synced counts: the waiters hear of it, the notes are written again. */
    private void fail(IOException cause) {
        List<PendingFrame> lost = new ArrayList<>(unforced);
        lost.addAll(batch);
        unforced.clear();
        batch.clear();
        for (PendingFrame frame : lost.reversed()) {
            if (frame.frame().kept()) {
                segments.get(frame.location().segment()).release();
            }
            if (!frame.isUrgent()) {
                ahead.addFirst(frame);
            }
        }
        OpenSegment segment = active;
        if (segment != null) {
            poison(segment, cause);
        }
        boolean declaredVoid = openNext(SegmentSupply.PATIENCE);
        lost.stream()
                .filter(PendingFrame::isUrgent)
                .forEach(frame -> frame.fail(cause, !declaredVoid));
    }

    private void poison(OpenSegment segment, IOException cause) {
        LOG.error("{} failed and is not written to any more", segment.segment().name(), cause);
        toIgnore.add(
                new Region(
                        segment.segment().number(),
                        segment.forcedPosition(),
                        segment.segment().header().capacity()));
        active = null;
        segment.abandon();
        problem = cause;
        failing = true;
        listener.failed(cause);
    }

    /** Seals what is open, so that the next start need not scan it. */
    void finish() {
        OpenSegment segment = active;
        if (segment == null) {
            return;
        }
        try {
            segment.seal(nextLsn++);
        } catch (IOException e) {
            LOG.warn("{} could not be sealed and will be scanned", segment.segment().name(), e);
            segment.abandon();
        }
    }

    /** Nobody may wait for a committer that is gone. */
    private void end() {
        queue.close();
        unforced.addAll(batch);
        IOException cause = new IOException("the spool ended", problem);
        for (PendingFrame frame = queue.poll(); frame != null; frame = queue.poll()) {
            ahead.add(frame);
        }
        long notes = end(unforced, cause, true) + end(ahead, cause, false);
        if (notes > 0) {
            LOG.error("{} notes could not be written: some mail will be delivered again", notes);
        }
    }

    /** {@return how many of them nobody waits for} */
    private static long end(
            Collection<PendingFrame> frames, IOException cause, boolean mayReappear) {
        frames.stream()
                .filter(PendingFrame::isUrgent)
                .forEach(frame -> frame.fail(cause, mayReappear));
        return frames.stream().filter(frame -> !frame.isUrgent()).count();
    }
}
