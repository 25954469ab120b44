package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment being written, by the committer only. After one failed write or sync nothing is
 * written to it any more: the kernel may have dropped the pages and would report success next time.
 */
final class OpenSegment {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSegment.class);

    /** Steps of a second each, so that a segment is clean after less than 10 minutes. */
    private static final int ZERO_STEPS = 500;

    private static final int ZERO_SLICE = 1 << 20;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(ZERO_SLICE).asReadOnlyBuffer();

    private final Segment segment;
    private final Volume.Writer writer;
    private final IndexWriter index = new IndexWriter();
    private int position = SegmentHeader.OCTETS;
    private int forcedPosition = SegmentHeader.OCTETS;
    private int dirtyFrom;

    /**
     * @param dirty whether frames of the file's earlier life may still be in it
     */
    OpenSegment(Segment segment, Volume.Writer writer, boolean dirty) {
        this.segment = segment;
        this.writer = writer;
        this.dirtyFrom = dirty ? SegmentHeader.OCTETS : segment.header().capacity();
    }

    Segment segment() {
        return segment;
    }

    /** Where the next frame goes. */
    int position() {
        return position;
    }

    /** Everything before it is on stable storage. */
    int forcedPosition() {
        return forcedPosition;
    }

    /** Whether a frame fits at an offset behind {@link #position}. */
    boolean hasRoom(int offset, PendingFrame frame) {
        long indexLength =
                FrameHeader.OCTETS
                        + 8L
                        + index.length()
                        + IndexWriter.entryLength(frame.frame().records().length);
        return (long) offset + frame.frameLength() + indexLength + SegmentTrailer.OCTETS
                <= segment.header().capacity();
    }

    /** Notes a frame for the index; its octets come with {@link #write}. */
    void note(int offset, FrameHeader header, byte[] records) {
        index.add(offset, header, records);
        segment.wroteUpTo(header.lsn());
    }

    /** Writes whole frames. */
    void write(ByteBuffer frames) throws IOException {
        markUsed();
        int length = frames.remaining();
        writer.write(frames, position);
        position += length;
        segment.holdsUpTo(position);
    }

    private void markUsed() throws IOException {
        if (position == SegmentHeader.OCTETS) {
            SegmentHeader.markUsed(writer);
        }
    }

    void force() throws IOException {
        writer.force(false);
        forcedPosition = position;
    }

    /** Writes index and trailer, and closes the file; everything before must be synced. */
    void seal(long lsn) throws IOException {
        markUsed();
        byte[] entries = index.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(entries);
        FrameHeader header =
                new FrameHeader(
                        FrameHeader.Type.INDEX,
                        segment.number(),
                        segment.header().salt(),
                        lsn,
                        position,
                        entries.length,
                        0,
                        0,
                        (int) crc.getValue(),
                        0);
        ByteBuffer frame = ByteBuffer.allocate(header.frameLength()).order(ByteOrder.LITTLE_ENDIAN);
        header.writeTo(frame);
        frame.put(entries).position(frame.capacity());
        writer.write(frame.flip(), position);
        writer.write(
                SegmentTrailer.encode(segment.header(), position),
                segment.header().capacity() - SegmentTrailer.OCTETS);
        writer.force(false);
        close();
    }

    void close() throws IOException {
        segment.close();
        writer.close();
    }

    /** Leaves the file as it is, after an error. */
    void abandon() {
        segment.markSuspect();
        try {
            close();
        } catch (IOException e) {
            LOG.debug("closing {}, which failed before", segment.name(), e);
        }
    }

    boolean isDirty() {
        return Math.max(dirtyFrom, position) < segment.header().capacity();
    }

    /** Overwrites some more of what the file's earlier life left behind. */
    void zeroSomeMore() throws IOException {
        int capacity = segment.header().capacity();
        int from = Math.max(dirtyFrom, position);
        int end = Math.min(capacity, from + Math.max(ZERO_SLICE, capacity / ZERO_STEPS));
        while (from < end) {
            int length = Math.min(ZERO_SLICE, end - from);
            writer.write(ZEROS.slice(0, length), from);
            from += length;
        }
        dirtyFrom = end;
    }
}
