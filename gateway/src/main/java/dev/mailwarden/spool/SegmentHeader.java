package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first {@value #OCTETS} octets of a segment: the same {@value #COPY} octets twice. Should both
 * be lost with one bad page, the first frame or the trailer still tell the salt.
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
        }
        return buffer.clear();
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
