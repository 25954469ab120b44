package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * The last {@value #OCTETS} octets of a sealed segment: where its index is. A trailer that does not
 * hold only means that the segment is scanned.
 */
@ForeignOctets
final class SegmentTrailer {

    static final int OCTETS = 32;

    /** "MWTRAIL1", first octet first. */
    private static final long MAGIC = 0x314c_4941_5254_574dL;

    private SegmentTrailer() {}

    static ByteBuffer encode(SegmentHeader segment, int indexOffset) {
        ByteBuffer buffer = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(MAGIC)
                .putLong(segment.salt())
                .putInt(indexOffset)
                .putInt(segment.number())
                .putInt(0);
        buffer.putInt(crc(buffer));
        return buffer.flip();
    }

    /** {@return the offset of the index frame} */
    static OptionalInt decode(ByteBuffer buffer, SegmentHeader segment) {
        Optional<Long> salt = salt(buffer, segment.number());
        return salt.isPresent() && salt.get() == segment.salt()
                ? OptionalInt.of(buffer.getInt(16))
                : OptionalInt.empty();
    }

    /** The salt, for a segment whose own header is lost. */
    static Optional<Long> salt(ByteBuffer buffer, int segment) {
        boolean holds =
                buffer.limit() == OCTETS
                        && buffer.getLong(0) == MAGIC
                        && buffer.getInt(20) == segment
                        && buffer.getInt(OCTETS - 4) == crc(buffer);
        return holds ? Optional.of(buffer.getLong(8)) : Optional.empty();
    }

    private static int crc(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, OCTETS - 4));
        return (int) crc.getValue();
    }
}
