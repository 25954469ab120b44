package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first {@value #OCTETS} octets of a segment: the same {@value #COPY} octets twice. Should both
 * be lost with one bad page, the first frame or the trailer still tell the salt.
 *
 * <p>Behind each copy stands a mark that nothing was written to the segment yet. It is wiped with
 * the first frame and before its sync, so a start need not read a whole segment to know that it is
 * empty; one without both marks is read.
 *
 * @param number of the segment, from 1 upwards; also in its name
 * @param salt random, new for each life of the file
 * @param capacity octets of the file
 * @param oldest number of the oldest segment that counted when this one was made
 * @param previous number of the segment made before it: numbers between were never used
 */
@ForeignOctets
record SegmentHeader(int number, long salt, int capacity, int oldest, int previous) {

    static final int OCTETS = 4096;

    private static final int COPY = 2048;
    private static final int CHECKED = 32;

    /** Where the mark stands behind each copy, in a sector of its own. */
    private static final int MARK = 1024;

    private static final int MARK_OCTETS = 16;

    /** "MWUNUSED", first octet first. */
    private static final long UNUSED = 0x4445_5355_4e55_574dL;

    /** "MWSPOOL1", first octet first: the 1 is the version of the format. */
    private static final long MAGIC = 0x314c_4f4f_5053_574dL;

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
        for (int start = 0; start < OCTETS; start += COPY) {
            buffer.position(start);
            buffer.putLong(MAGIC)
                    .putInt(number)
                    .putInt(capacity)
                    .putLong(salt)
                    .putInt(oldest)
                    .putInt(previous);
            buffer.position(start + CHECKED);
            buffer.putInt(crc(buffer, start));
            buffer.putLong(start + MARK, UNUSED).putLong(start + MARK + 8, salt);
        }
        return buffer.clear();
    }

    /** Whether nothing was ever written behind this header, which the buffer begins with. */
    boolean isUnused(ByteBuffer buffer) {
        return hasMark(buffer, MARK)
                && hasMark(buffer, COPY + MARK)
                && !FrameHeader.isMagic(buffer, OCTETS);
    }

    private boolean hasMark(ByteBuffer buffer, int at) {
        return buffer.getLong(at) == UNUSED && buffer.getLong(at + 8) == salt;
    }

    /** Wipes the marks: frames are about to be written, and the next sync is for both. */
    static void markUsed(Volume.Writer writer) throws IOException {
        for (int start = 0; start < OCTETS; start += COPY) {
            writer.write(ByteBuffer.allocate(MARK_OCTETS), start + MARK);
        }
    }

    /** {@return the first copy that holds} */
    static Optional<SegmentHeader> decode(ByteBuffer buffer) {
        for (int start = 0; start + COPY <= buffer.limit(); start += COPY) {
            if (buffer.getLong(start) == MAGIC
                    && buffer.getInt(start + CHECKED) == crc(buffer, start)) {
                return Optional.of(
                        new SegmentHeader(
                                buffer.getInt(start + 8),
                                buffer.getLong(start + 16),
                                buffer.getInt(start + 12),
                                buffer.getInt(start + 24),
                                buffer.getInt(start + 28)));
            }
        }
        return Optional.empty();
    }

    private static int crc(ByteBuffer buffer, int start) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start, CHECKED));
        return (int) crc.getValue();
    }
}
