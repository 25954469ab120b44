package dev.mailwarden.spool;

import dev.mailwarden.message.DamagedContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
     * Reads the content of a frame, one part of which should be the one that is wanted.
     *
     * @return all of it
     * @throws DamagedContentException if it does not hold, or that part is another
     * @throws IOException if its segment was retired meanwhile
     */
    byte[] readContent(Location location, int offset, long length, int crc32c) throws IOException {
        byte[] content = readContent(location);
        CRC32C crc = new CRC32C();
        boolean there = offset >= 0 && length >= 0 && length <= content.length - offset;
        if (there) {
            crc.update(content, offset, (int) length);
        }
        if (!there || (int) crc.getValue() != crc32c) {
            throw new DamagedContentException(
                    "other content than expected at %d in segment %d"
                            .formatted(location.offset(), location.segment()));
        }
        return content;
    }

    /**
     * Reads the content of a frame and checks it.
     *
     * @throws DamagedContentException if header or content do not hold
     * @throws IOException if its segment was retired meanwhile
     */
    byte[] readContent(Location location) throws IOException {
        Segment segment = byNumber.get(location.segment());
        if (segment == null) {
            throw new IOException("segment " + location.segment() + " was retired");
        }
        byte[] first = new byte[FIRST_READ];
        int got = segment.reader().read(first, 0, FIRST_READ, location.offset());
        FrameHeader header = headerOf(first, got, segment, location);
        byte[] content = new byte[header.contentLength()];
        int skip = header.contentOffset();
        int early = Math.clamp((long) got - skip, 0, content.length);
        if (early > 0) {
            System.arraycopy(first, skip, content, 0, early);
        }
        int late =
                segment.reader()
                        .read(
                                content,
                                early,
                                content.length - early,
                                (long) location.offset() + skip + early);
        CRC32C crc = new CRC32C();
        crc.update(content, 0, early + late);
        if (early + late < content.length || (int) crc.getValue() != header.contentCrc()) {
            throw damaged(segment, location, "content");
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
        Segment segment = byNumber.get(location.segment());
        if (segment == null) {
            throw new IOException("segment " + location.segment() + " was retired");
        }
        byte[] first = new byte[FIRST_READ];
        int got = segment.reader().read(first, 0, FIRST_READ, location.offset());
        FrameHeader header = headerOf(first, got, segment, location);
        int end = FrameHeader.OCTETS + header.recordsLength() + header.eventsLength();
        byte[] frame = Arrays.copyOf(first, end);
        if (end > got) {
            got += segment.reader().read(frame, got, end - got, (long) location.offset() + got);
        }
        CRC32C crc = new CRC32C();
        crc.update(frame, FrameHeader.OCTETS, end - FrameHeader.OCTETS);
        if (got < end || (int) crc.getValue() != header.metaCrc()) {
            throw damaged(segment, location, "records");
        }
        return ByteBuffer.wrap(frame)
                .slice(FrameHeader.OCTETS, header.recordsLength())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static FrameHeader headerOf(
            byte[] octets, int length, Segment segment, Location location)
            throws DamagedContentException {
        ByteBuffer view = ByteBuffer.wrap(octets, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        return FrameHeader.read(view, 0, segment.header(), location.offset())
                .orElseThrow(() -> damaged(segment, location, "header"));
    }

    private static DamagedContentException damaged(
            Segment segment, Location location, String what) {
        segment.markDamaged();
        return new DamagedContentException(
                "%s of the frame at %d in %s fails its checksum"
                        .formatted(what, location.offset(), segment.name()));
    }
}
