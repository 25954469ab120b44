package dev.mailwarden.spool;

import dev.mailwarden.message.DamagedContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;

/** The segments that count, by number. Safe for any number of threads. */
final class Segments {

    /** Read together with the header: most messages need no second read. */
    private static final int FIRST_READ = 16 * 1024;

    private final ConcurrentSkipListMap<Integer, Segment> byNumber = new ConcurrentSkipListMap<>();

    void add(Segment segment) {
        byNumber.put(segment.number(), segment);
    }

    void remove(Segment segment) {
        byNumber.remove(segment.number());
    }

    Collection<Segment> all() {
        return byNumber.values();
    }

    Optional<Segment> oldest() {
        return Optional.ofNullable(byNumber.firstEntry()).map(entry -> entry.getValue());
    }

    Optional<Segment> after(Segment segment) {
        return Optional.ofNullable(byNumber.higherEntry(segment.number()))
                .map(entry -> entry.getValue());
    }

    Segment get(int number) {
        Segment segment = byNumber.get(number);
        if (segment == null) {
            throw new IllegalStateException("segment " + number + " is not there");
        }
        return segment;
    }

    /**
     * Reads one part of the content of a frame. What another part of it suffered does not matter.
     *
     * @param crc32c of the part
     * @throws DamagedContentException if it does not hold, or is another
     * @throws IOException if its segment was retired meanwhile
     */
    byte[] readContent(Location location, int offset, long length, int crc32c) throws IOException {
        Head head = read(location);
        int all = head.header().contentLength();
        if (offset >= 0 && length >= 0 && length <= all - offset) {
            byte[] part = new byte[(int) length];
            if (head.fill(part, head.header().contentOffset() + offset) && crc(part) == crc32c) {
                return part;
            }
        }
        readContent(location); // says so if it is damage
        throw new DamagedContentException(
                "other content than expected at %d in segment %d"
                        .formatted(location.offset(), location.segment()));
    }

    /**
     * Reads the content of a frame and checks it.
     *
     * @throws DamagedContentException if header or content do not hold
     * @throws IOException if its segment was retired meanwhile
     */
    byte[] readContent(Location location) throws IOException {
        Head head = read(location);
        byte[] content = new byte[head.header().contentLength()];
        if (!head.fill(content, head.header().contentOffset())
                || crc(content) != head.header().contentCrc()) {
            throw damaged(head.segment(), location, "content");
        }
        return content;
    }

    /**
     * Reads the records of a frame and checks them.
     *
     * @return little-endian
     * @throws DamagedContentException if header, records or events do not hold
     * @throws IOException if its segment was retired meanwhile
     */
    ByteBuffer readRecords(Location location) throws IOException {
        Head head = read(location);
        FrameHeader header = head.header();
        byte[] meta = new byte[header.recordsLength() + header.eventsLength()];
        if (!head.fill(meta, FrameHeader.OCTETS) || crc(meta) != header.metaCrc()) {
            throw damaged(head.segment(), location, "records");
        }
        return ByteBuffer.wrap(meta)
                .slice(0, header.recordsLength())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The beginning of a frame, whose header holds.
     *
     * @param first its first octets
     * @param got how many of them there are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Head(
            Segment segment, Location location, FrameHeader header, byte[] first, int got) {

        /**
         * Fills an array with octets from a place in the frame on. {@return whether all are there}
         */
        boolean fill(byte[] target, int from) throws IOException {
            int early = Math.clamp((long) got - from, 0, target.length);
            if (early > 0) {
                System.arraycopy(first, from, target, 0, early);
            }
            int late =
                    segment.reader()
                            .read(
                                    target,
                                    early,
                                    target.length - early,
                                    (long) location.offset() + from + early);
            return early + late == target.length;
        }
    }

    private Head read(Location location) throws IOException {
        Segment segment = byNumber.get(location.segment());
        if (segment == null) {
            throw new IOException("segment " + location.segment() + " was retired");
        }
        byte[] first = new byte[FIRST_READ];
        int got = segment.reader().read(first, 0, FIRST_READ, location.offset());
        ByteBuffer view = ByteBuffer.wrap(first, 0, got).order(ByteOrder.LITTLE_ENDIAN);
        FrameHeader header =
                FrameHeader.read(view, 0, segment.header(), location.offset())
                        .orElseThrow(() -> damaged(segment, location, "header"));
        return new Head(segment, location, header, first, got);
    }

    private static int crc(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    private static DamagedContentException damaged(
            Segment segment, Location location, String what) {
        segment.markDamaged();
        return new DamagedContentException(
                "%s of the frame at %d in %s fails its checksum"
                        .formatted(what, location.offset(), segment.name()));
    }
}
