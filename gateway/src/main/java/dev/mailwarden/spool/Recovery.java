package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Reads the log at start. Nothing unreadable is ever deleted: a frame that does not hold costs that
 * frame, a file that does not belong here is set aside under another name.
 */
final class Recovery {

    /** A segment has fewer frames, so an LSN made from its number was never given before. */
    private static final int LSN_BITS = 26;

    private final Volume volume;
    private final Blobs blobs;
    private final Segments segments;
    private final long journalPosition;
    private final SegmentFiles files;
    private final List<Region> ignored = new ArrayList<>();
    private final List<Region> damaged = new ArrayList<>();
    private final List<Region> torn = new ArrayList<>();
    private final Map<Integer, SegmentContents> early = new TreeMap<>();
    private List<Segment> unused = List.of();
    private List<Integer> missing = List.of();
    private List<String> blobsAtStart = List.of();
    private int newest;
    private long frames;
    private Executor readAhead = Runnable::run;

    Recovery(Volume volume, Blobs blobs, Segments segments, long journalPosition) {
        this.volume = volume;
        this.blobs = blobs;
        this.segments = segments;
        this.journalPosition = journalPosition;
        this.files = new SegmentFiles(volume);
    }

    /**
     * Finds the segments and the end of the log: enough to go on writing, while {@link #visit}
     * reads the rest.
     */
    void locate() throws IOException {
        blobsAtStart = blobs.list();
        files.find();
        files.segments().values().stream()
                .filter(segment -> !files.isUnused(segment))
                .forEach(this::readIgnored);
        findEnd();
        int oldest = oldest();
        for (Segment stale : List.copyOf(files.segments().headMap(oldest).values())) {
            early.remove(stale.number());
            files.setAside(stale);
        }
        missing = files.missing(oldest);
        unused = List.copyOf(files.segments().tailMap(newest, false).values());
        files.forget(unused);
        files.segments().values().forEach(segments::add);
    }

    /**
     * Gives back to the supply what was ready when the last run ended, so that a start uses no more
     * of the disk than its own frames take, and nothing torn in it is ever looked at. To be called
     * when the first segment of this run is there: a header of these may be the only place that
     * says which segment is the oldest.
     */
    void spareUnused(SegmentSupply supply) throws IOException {
        for (Segment segment : unused) {
            segment.reader().close();
            volume.rename(segment.name(), segment.spareName());
        }
        if (!unused.isEmpty()) {
            volume.force();
        }
        for (Segment segment : unused) {
            supply.addSpare(segment.spareName(), segment.header().capacity());
        }
    }

    /** Says who reads segments while those before them are visited. */
    void readAheadOn(Executor executor) {
        readAhead = executor;
    }

    /** Visits every frame, in the order of the log. */
    RecoveryReport visit(FrameVisitor visitor) throws IOException {
        Iterator<Segment> all = List.copyOf(files.segments().values()).iterator();
        Optional<Read> next = beginToRead(all);
        while (next.isPresent()) {
            Read now = next.get();
            SegmentContents contents = now.contents();
            next = beginToRead(all);
            visit(now.segment(), contents, visitor);
        }
        return new RecoveryReport(
                files.segments().size(), frames, damaged, torn, missing, files.setAside());
    }

    /** A segment that is being read. */
    private record Read(Segment segment, FutureTask<SegmentContents> task) {

        SegmentContents contents() throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return task.get();
                    } catch (InterruptedException e) {
                        interrupted = true; // half a queue would be worse than a late one
                    } catch (ExecutionException e) {
                        throw new IOException(segment.name() + " cannot be read", e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private Optional<Read> beginToRead(Iterator<Segment> segments) {
        if (!segments.hasNext()) {
            return Optional.empty();
        }
        Segment segment = segments.next();
        SegmentContents known = early.remove(segment.number());
        FutureTask<SegmentContents> task =
                new FutureTask<>(() -> known == null ? contentsOf(segment, false) : known);
        readAhead.execute(task);
        return Optional.of(new Read(segment, task));
    }

    /** Greater than any LSN ever given, even by a segment that is lost. */
    long nextLsn() {
        long newestLsn =
                early.values().stream()
                        .flatMap(contents -> contents.frames().stream())
                        .mapToLong(SegmentContents.Entry::lsn)
                        .max()
                        .orElse(0);
        // + 2: the index of a segment takes an LSN too.
        return Math.max(Math.max(newestLsn, journalPosition) + 2, (long) nextNumber() << LSN_BITS);
    }

    int nextNumber() {
        return files.lastNumber() + 1;
    }

    /** Number of the last segment that was made. */
    int lastSegment() {
        return files.lastSegment();
    }

    /** Files that may be used again, with their length. */
    Map<String, Integer> spares() {
        return files.spares();
    }

    /** Names of the blobs that were there before anything was written. */
    List<String> blobsAtStart() {
        return blobsAtStart;
    }

    /** What nobody was promised, to be declared void: torn ends. */
    List<Region> voids() {
        return early.values().stream().flatMap(contents -> contents.torn().stream()).toList();
    }

    /**
     * The regions a segment's first frame declares void; where that frame does not hold, its copy
     * in the segment's index is taken.
     */
    private void readIgnored(Segment segment) {
        int at = SegmentHeader.OCTETS;
        ByteBuffer head = Salvage.bytes(segment.reader(), at, FrameHeader.OCTETS);
        Optional<FrameHeader> first = FrameHeader.read(head, 0, segment.header(), at);
        if (first.isPresent() && first.get().type() != FrameHeader.Type.IGNORE) {
            return;
        }
        first.flatMap(frame -> SegmentIndex.checked(segment.reader(), at, frame))
                .or(() -> ignoredOfIndex(segment))
                .ifPresent(records -> ignored.addAll(Region.decode(records)));
    }

    private static Optional<ByteBuffer> ignoredOfIndex(Segment segment) {
        return SegmentIndex.read(segment.header(), segment.reader()).stream()
                .flatMap(List::stream)
                .filter(entry -> entry.type() == FrameHeader.Type.IGNORE)
                .findFirst()
                .map(SegmentContents.Entry::records);
    }

    /**
     * Finds the newest segment with frames and puts it on stable storage: what a killed process
     * left in the page cache must not be lost after somebody has relied on it. It and the one
     * before are read now; the rest is read by {@link #visit}.
     */
    private void findEnd() throws IOException {
        for (Segment segment : files.segments().descendingMap().values()) {
            SegmentContents contents = contentsOf(segment, newest == 0);
            if (newest > 0) {
                early.put(segment.number(), contents);
                return;
            }
            if (!contents.frames().isEmpty() || !contents.damaged().isEmpty()) {
                newest = segment.number();
                early.put(segment.number(), contents);
                try (Volume.Writer writer = volume.open(segment.name())) {
                    writer.force(false);
                }
            }
        }
    }

    /**
     * Older segments were retired: a copy that came back from somewhere must not be delivered
     * again. The number of the oldest segment stands in every segment's header as it was when the
     * segment was made, one ahead of its use; so only notes in the two newest segments can be
     * fresher.
     */
    private int oldest() {
        int inHeaders =
                files.segments().values().stream()
                        .mapToInt(segment -> segment.header().oldest())
                        .max()
                        .orElse(1);
        int inNotes =
                early.values().stream()
                        .flatMap(contents -> contents.frames().stream())
                        .filter(entry -> entry.type() == FrameHeader.Type.OLDEST)
                        .filter(entry -> entry.records().capacity() == Integer.BYTES)
                        .mapToInt(entry -> entry.records().getInt(0))
                        .max()
                        .orElse(0);
        return Math.max(1, Math.max(inHeaders, inNotes));
    }

    private SegmentContents contentsOf(Segment segment, boolean mayBeNewest) throws IOException {
        List<Region> declaredVoid =
                ignored.stream().filter(r -> r.segment() == segment.number()).toList();
        if (!declaredVoid.isEmpty()) {
            segment.markSuspect();
        }
        if (files.isUnused(segment)) {
            return SegmentContents.EMPTY;
        }
        Optional<List<SegmentContents.Entry>> indexed =
                SegmentIndex.read(segment.header(), segment.reader());
        if (indexed.isPresent()) {
            return new SegmentContents(indexed.get(), List.of(), List.of());
        }
        SegmentContents scanned =
                new SegmentScan(segment.header(), segment.reader(), declaredVoid)
                        .read(mayBeNewest, segment.reader().size());
        return scanned.frames().isEmpty() && files.wasNeverUsed(segment)
                ? SegmentContents.EMPTY
                : scanned;
    }

    private void visit(Segment segment, SegmentContents contents, FrameVisitor visitor)
            throws IOException {
        damaged.addAll(contents.damaged());
        torn.addAll(contents.torn());
        if (!contents.damaged().isEmpty()) {
            segment.markDamaged();
        }
        List<SegmentContents.Entry> inOrder =
                contents.frames().stream()
                        .sorted(Comparator.comparingLong(SegmentContents.Entry::lsn))
                        .toList();
        for (SegmentContents.Entry entry : inOrder) {
            segment.holdsUpTo(regionOf(segment, entry).end());
            if (contents.torn().stream().noneMatch(r -> r.contains(entry.offset()))) {
                segment.wroteUpTo(entry.lsn());
                visit(segment, entry, visitor);
            }
        }
    }

    private void visit(Segment segment, SegmentContents.Entry entry, FrameVisitor visitor)
            throws IOException {
        if (!entry.isOfUsers()) {
            return;
        }
        frames++;
        int things = visitor.frame(new Location(segment.number(), entry.offset()), entry.records());
        if (entry.isKept()) {
            segment.found(things);
        }
        if (entry.lsn() > journalPosition && entry.eventsLength() > 0) {
            Optional<byte[]> events = events(segment, entry);
            if (events.isPresent()) {
                visitor.events(entry.lsn(), events.get());
            } else {
                damaged.add(regionOf(segment, entry));
                segment.markDamaged();
            }
        }
    }

    /** The index does not hold the events: they come from the frame, which is checked here. */
    private static Optional<byte[]> events(Segment segment, SegmentContents.Entry entry) {
        ByteBuffer head = Salvage.bytes(segment.reader(), entry.offset(), FrameHeader.OCTETS);
        return FrameHeader.read(head, 0, segment.header(), entry.offset())
                .filter(frame -> frame.lsn() == entry.lsn())
                .flatMap(frame -> SegmentIndex.checked(segment.reader(), entry.offset(), frame))
                .map(octets -> {
                    byte[] events = new byte[entry.eventsLength()];
                    octets.get(octets.limit() - events.length, events);
                    return events;
                });
    }

    private static Region regionOf(Segment segment, SegmentContents.Entry entry) {
        int length =
                FrameHeader.align(
                        FrameHeader.OCTETS
                                + entry.records().capacity()
                                + entry.eventsLength()
                                + entry.contentLength());
        return new Region(segment.number(), entry.offset(), entry.offset() + length);
    }
}
