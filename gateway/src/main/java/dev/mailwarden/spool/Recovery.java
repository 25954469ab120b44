package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    private List<Integer> missing = List.of();
    private List<String> blobsAtStart = List.of();
    private int newest;
    private long frames;

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
        files.segments().values().forEach(this::readIgnored);
        findEnd();
        int oldest = oldest();
        for (Segment stale : List.copyOf(files.segments().headMap(oldest).values())) {
            early.remove(stale.number());
            files.setAside(stale);
        }
        missing = files.missing(oldest);
        files.segments().values().forEach(segments::add);
    }

    /** Visits every frame, in the order of the log. */
    RecoveryReport visit(FrameVisitor visitor) throws IOException {
        for (Segment segment : files.segments().values()) {
            SegmentContents contents = early.remove(segment.number());
            visit(segment, contents == null ? contentsOf(segment, false) : contents, visitor);
        }
        return new RecoveryReport(
                files.segments().size(), frames, damaged, torn, missing, files.setAside());
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

    /**
     * What nobody was promised, to be declared void: torn ends, and segments that were ready and
     * have no frames, lest something torn in them be taken for a damaged frame one day.
     */
    List<Region> voids() {
        Stream<Region> unused =
                files.segments().tailMap(newest, false).values().stream()
                        .map(s ->
                                new Region(
                                        s.number(), SegmentHeader.OCTETS, s.header().capacity()));
        return Stream.concat(
                        early.values().stream().flatMap(contents -> contents.torn().stream()),
                        unused)
                .toList();
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
            if (contents.frames().isEmpty() && contents.damaged().isEmpty()) {
                early.put(segment.number(), SegmentContents.EMPTY);
            } else {
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
        if (entry.isKept()) {
            segment.countKept();
        }
        visitor.frame(new Location(segment.number(), entry.offset()), entry.records());
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
