package dev.mailwarden.spool;

import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Housekeeping on a thread of its own: makes the next segment, retires the oldest ones, moves what
 * still lives in them, deletes blobs, overwrites spares.
 *
 * <p>Segments retire strictly from the oldest: a note such as "delivered" may only go when the
 * message that it speaks of has gone before, or the message would come to life again.
 */
final class SpoolKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolKeeper.class);

    /** A segment with less than a quarter live is worth moving. */
    private static final double GARBAGE_TO_CLEAN = 0.75;

    /** Behind a full segment at most this many segments' worth of garbage may gather. */
    private static final int MAX_GARBAGE = 4;

    /** Of a long log, part that may be garbage: cleaning all of it writes no more than that. */
    private static final double MAX_GARBAGE_PART = 0.5;

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Spool spool;
    private final Segments segments;
    private final SegmentSupply supply;
    private final Blobs blobs;
    private final LongSupplier journalSynced;
    private final LongSupplier ticker;
    private final ConcurrentLinkedQueue<String> deadBlobs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Retired> retired = new ConcurrentLinkedQueue<>();
    private volatile @Nullable FrameOwner owner;
    private volatile boolean closed;
    private boolean failing;
    private int cleaned;
    private long cleanedAt;

    /** A segment whose file has a new name, and the log says so. */
    private record Retired(Segment segment, String name) {}

    SpoolKeeper(
            Spool spool,
            Segments segments,
            SegmentSupply supply,
            Blobs blobs,
            LongSupplier journalSynced,
            LongSupplier ticker) {
        this.spool = spool;
        this.segments = segments;
        this.supply = supply;
        this.blobs = blobs;
        this.journalSynced = journalSynced;
        this.ticker = ticker;
    }

    /** From now on it is known which frames live, so that segments may be retired and cleaned. */
    void serve(FrameOwner who) {
        owner = who;
    }

    /** The spool is being closed: nothing is retired or moved any more, which needs a note. */
    void stopCleaning() {
        owner = null;
    }

    void deleteBlob(String name) {
        deadBlobs.add(name);
    }

    void close() {
        closed = true;
    }

    void run() {
        while (!closed) {
            step();
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(500));
        }
        deleteBlobs();
    }

    /** Does all there is to do. A failure is logged and leaves the rest to the next time. */
    void step() {
        try {
            if (owner != null || supply.isWanted()) {
                supply.prepare(); // a start reads the log, and needs the disk
            }
            deleteBlobs();
            reclaim();
            FrameOwner knows = owner;
            if (knows != null) {
                retire();
                clean(knows);
                supply.zeroOneSpare();
            }
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.error("housekeeping of the spool failed and will be tried again", e);
            }
            failing = true;
        }
    }

    private void deleteBlobs() {
        for (String name = deadBlobs.poll(); name != null; name = deadBlobs.poll()) {
            blobs.delete(name);
        }
    }

    private void reclaim() throws IOException {
        for (Retired next = retired.poll(); next != null; next = retired.poll()) {
            supply.reclaim(next.segment(), next.name());
        }
    }

    private void retire() throws IOException {
        Optional<Segment> oldest = segments.oldest();
        while (oldest.isPresent() && canRetire(oldest.get())) {
            Segment segment = oldest.get();
            oldest = segments.after(segment);
            // Not the next number: it may never have been used, and would be missed then.
            int next = oldest.map(Segment::number).orElse(segment.number() + 1);
            String name = supply.retire(segment);
            spool.noteOldest(next, () -> retired.add(new Retired(segment, name)));
        }
    }

    private boolean canRetire(Segment segment) {
        return segment.isClosed()
                && segment.live() == 0
                && segment.lastLsn() <= journalSynced.getAsLong();
    }

    private void clean(FrameOwner knows) {
        Optional<Segment> oldest = segments.oldest();
        if (oldest.isPresent()
                && oldest.get().isClosed()
                && isWorthCleaning(oldest.get())
                && isNewTry(oldest.get())) {
            move(oldest.get(), knows);
        }
    }

    /** What a segment never held counts as garbage: every start leaves one that is not full. */
    private boolean isWorthCleaning(Segment segment) {
        long capacity = 0;
        long garbage = 0;
        long largest = 0;
        for (Segment closed : segments.all()) {
            if (closed.isClosed()) {
                capacity += closed.header().capacity();
                garbage += closed.garbageOctets();
                largest = Math.max(largest, closed.header().capacity());
            }
        }
        boolean muchGarbage =
                garbage > Math.max(MAX_GARBAGE * largest, (long) (capacity * MAX_GARBAGE_PART));
        boolean mostlyGarbage =
                segment.garbageOctets() >= GARBAGE_TO_CLEAN * segment.header().capacity();
        return segment.live() > 0 && (mostlyGarbage || muchGarbage);
    }

    /** What could not be moved, because it is in use or damaged, is not tried all the time. */
    private boolean isNewTry(Segment segment) {
        long now = ticker.getAsLong();
        boolean again = segment.number() == cleaned && now - cleanedAt < AGAIN_NANOS;
        if (!again) {
            cleaned = segment.number();
            cleanedAt = now;
        }
        return !again;
    }

    private void move(Segment segment, FrameOwner knows) {
        List<SegmentContents.Entry> frames =
                SegmentIndex.read(segment.header(), segment.reader())
                        .orElseGet(() -> scan(segment));
        try {
            for (SegmentContents.Entry entry : frames) {
                if (entry.isKept() && !closed) {
                    move(segment, entry, knows);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be cleaned now", segment.name(), e);
        }
    }

    private static List<SegmentContents.Entry> scan(Segment segment) {
        return new SegmentScan(segment.header(), segment.reader(), List.of())
                .read(false, segment.header().capacity())
                .frames();
    }

    /** A duplicate of a buffer forgets its byte order. */
    private static ByteBuffer recordsOf(SegmentContents.Entry entry) {
        return entry.records().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void move(Segment segment, SegmentContents.Entry entry, FrameOwner knows)
            throws IOException {
        Location from = new Location(segment.number(), entry.offset());
        Optional<byte[]> now = knows.beginMove(from, recordsOf(entry));
        if (now.isEmpty()) {
            return;
        }
        Optional<Location> to = Optional.empty();
        try {
            StoredContent content =
                    entry.contentLength() == 0
                            ? StoredContent.none()
                            : InlineContent.of(segments.readContent(from));
            Frame frame = new Frame(now.get(), WrittenEvents.NONE, content, true);
            to = Optional.of(spool.appendForKeeper(frame));
            segment.release();
        } catch (DamagedContentException e) {
            LOG.warn("{} stays where it is until its delivery fails", from, e);
        } finally {
            knows.endMove(from, recordsOf(entry), to);
        }
    }
}
