package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the log as a start finds them. What is called a segment and is none is set aside
 * under another name; nothing but half-made, still empty files is deleted.
 */
final class SegmentFiles {

    private static final Pattern NAME =
            Pattern.compile("(segment|spare|new|damaged|damaged-\\d+-segment)-(\\d{10})\\.log");

    /** A file with a higher number is not from here: 128 MiB each, these would be 128 PiB. */
    private static final long MAX_NUMBER = 1 << 30;

    private final Volume volume;
    private final NavigableMap<Integer, Segment> segments = new TreeMap<>();
    private final Map<String, Integer> spares = new TreeMap<>();
    private final Set<Integer> unused = new HashSet<>();
    private final NavigableSet<Integer> made = new TreeSet<>();
    private final Set<Integer> retired = new HashSet<>();
    private final List<String> setAside = new ArrayList<>();
    private int lastNumber;

    SegmentFiles(Volume volume) {
        this.volume = volume;
    }

    void find() throws IOException {
        for (String name : volume.list().stream().sorted().toList()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                found(name, matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
        volume.force();
    }

    private void found(String name, String kind, long number) throws IOException {
        boolean ours = number >= 1 && number <= MAX_NUMBER;
        if (ours) {
            lastNumber = Math.max(lastNumber, (int) number);
        }
        switch (kind) {
            case "new" -> volume.delete(name);
            case "spare" -> {
                retired.add((int) number);
                findSpare(name);
            }
            case "damaged" -> retired.add((int) number);
            case "segment" -> {
                noteMade((int) number, ours);
                findSegment(name, (int) number, ours);
            }
            default -> noteMade((int) number, ours);
        }
    }

    private void noteMade(int number, boolean ours) {
        if (ours) {
            made.add(number);
        }
    }

    private void findSpare(String name) throws IOException {
        try (Volume.Reader reader = volume.read(name)) {
            spares.put(name, (int) Math.min(reader.size(), Integer.MAX_VALUE));
        }
    }

    private void findSegment(String name, int number, boolean ours) throws IOException {
        Volume.Reader reader = volume.read(name);
        ByteBuffer start = Salvage.bytes(reader, 0, SegmentHeader.OCTETS + FrameHeader.OCTETS);
        int size = (int) Math.min(reader.size(), Integer.MAX_VALUE);
        Optional<SegmentHeader> header =
                SegmentHeader.decode(start)
                        .or(() -> guess(start, number, reader, size))
                        .filter(h -> ours && h.number() == number)
                        .filter(h -> h.capacity() > SegmentHeader.OCTETS + SegmentTrailer.OCTETS);
        if (header.isEmpty()) {
            setAside(name, reader);
            return;
        }
        Segment segment = new Segment(header.get(), reader);
        segment.close();
        segments.put(number, segment);
        if (header.get().isUnused(start)) {
            unused.add(number);
        }
    }

    /** Both copies of the header are bad: the first frame or the trailer still knows the salt. */
    private static Optional<SegmentHeader> guess(
            ByteBuffer start, int number, Volume.Reader reader, int size) {
        int trailer = Math.max(0, size - SegmentTrailer.OCTETS);
        return FrameHeader.saltAt(start, SegmentHeader.OCTETS, number)
                .or(() ->
                        SegmentTrailer.salt(
                                Salvage.bytes(reader, trailer, SegmentTrailer.OCTETS), number))
                .map(salt -> new SegmentHeader(number, salt, size, 1, number - 1));
    }

    /** Whether a segment is known to be empty without reading it. */
    boolean isUnused(Segment segment) {
        return unused.contains(segment.number());
    }

    /**
     * The newest segments were ready and never used: the log goes on as if they had not been made.
     * The one made before the first of them was, and is missed if it is not there.
     */
    void forget(List<Segment> unused) {
        for (Segment segment : unused) {
            segments.remove(segment.number());
            made.remove(segment.number());
        }
        if (!unused.isEmpty() && unused.getFirst().header().previous() > 0) {
            made.add(unused.getFirst().header().previous());
        }
    }

    /** Takes a segment out of the log and gives its file a name under which nothing touches it. */
    void setAside(Segment segment) throws IOException {
        segments.remove(segment.number());
        setAside(segment.name(), segment.reader());
    }

    private void setAside(String name, Volume.Reader reader) throws IOException {
        reader.close();
        List<String> taken = volume.list();
        int n = 1;
        String other = asideName(n, name);
        while (taken.contains(other)) {
            other = asideName(++n, name);
        }
        volume.rename(name, other);
        setAside.add(other);
    }

    private static String asideName(int n, String name) {
        return String.format(Locale.ROOT, "damaged-%d-%s", n, name);
    }

    /** The segments that have a readable header, by number. */
    NavigableMap<Integer, Segment> segments() {
        return segments;
    }

    /** Files that may be used again, with their length. */
    Map<String, Integer> spares() {
        return spares;
    }

    /** Names of what was set aside now. */
    List<String> setAside() {
        return setAside;
    }

    /** The highest number any file has, so that none is given twice. */
    int lastNumber() {
        return lastNumber;
    }

    /** The highest number of what is or was a segment of the log, even if it was set aside. */
    int lastSegment() {
        return made.isEmpty() ? 0 : made.last();
    }

    /**
     * Numbers of segments that should be there: each segment knows which was made before it.
     *
     * @param oldest the oldest that still counts
     */
    List<Integer> missing(int oldest) {
        List<Integer> missing = new ArrayList<>();
        int from = oldest;
        for (Segment segment : segments.values()) {
            for (int n = from; n <= segment.header().previous(); n++) {
                if (!retired.contains(n)) {
                    missing.add(n);
                }
            }
            from = segment.number() + 1;
        }
        return missing;
    }

    /** Whether a segment was never given to the committer, because making it failed at the end. */
    boolean wasNeverUsed(Segment segment) {
        Map.Entry<Integer, Segment> next = segments.higherEntry(segment.number());
        return next != null && next.getValue().header().previous() < segment.number();
    }
}
