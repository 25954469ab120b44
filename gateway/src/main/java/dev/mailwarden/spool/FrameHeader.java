package dev.mailwarden.spool;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first {@value #OCTETS} octets of a frame, little enough to be checked by itself. Behind it
 * come records, events and content, then zeros up to a multiple of 8.
 *
 * @param type what the frame is
 * @param segment number of the segment: a frame does not count in another
 * @param salt the segment's: a frame left over from an earlier life of the segment, or planted in
 *     the content of a mail, does not have it
 * @param lsn log sequence number, one more for each frame of the log
 * @param syncedOffset everything of the segment before it was on stable storage when this frame was
 *     written: what is bad before it was damaged, what is bad behind it may have been torn
 * @param recordsLength octets of records
 * @param eventsLength octets of events
 * @param contentLength octets of content
 * @param metaCrc CRC-32C of records and events
 * @param contentCrc CRC-32C of the content
 */
record FrameHeader(
        Type type,
        int segment,
        long salt,
        long lsn,
        int syncedOffset,
        int recordsLength,
        int eventsLength,
        int contentLength,
        int metaCrc,
        int contentCrc) {

    static final int OCTETS = 56;

    /** "MWFR", first octet first. */
    private static final int MAGIC = 0x5246_574d;

    /** What a frame is; the number is on disk. */
    enum Type {
        /** Users' records, events and content that count as live until released. */
        MESSAGE(1),
        /** Users' records and events that only matter as long as older frames are there. */
        NOTE(2),
        /** The index of a sealed segment; its last frame. */
        INDEX(3),
        /** Regions of older segments that were never acknowledged; a segment's first frame. */
        IGNORE(4),
        /** The number of the oldest segment that still counts. */
        OLDEST(5);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Optional<Type> of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    /** Octets of the whole frame with its padding. */
    int frameLength() {
        return align(OCTETS + recordsLength + eventsLength + contentLength);
    }

    int contentOffset() {
        return OCTETS + recordsLength + eventsLength;
    }

    static int align(int length) {
        return (length + 7) & ~7;
    }

    /** Writes the header at the buffer's position; the buffer is little-endian. */
    void writeTo(ByteBuffer buffer) {
        int start = buffer.position();
        buffer.putInt(MAGIC)
                .putInt(type.number)
                .putLong(salt)
                .putLong(lsn)
                .putInt(syncedOffset)
                .putInt(recordsLength)
                .putInt(eventsLength)
                .putInt(contentLength)
                .putInt(metaCrc)
                .putInt(contentCrc)
                .putInt(segment);
        buffer.putInt(crc(buffer, start));
    }

    /**
     * Reads the header at an index of a little-endian buffer.
     *
     * @param segment where it should be from
     * @param offset its place there
     * @return empty unless checksum, salt and number hold and it stays within the segment
     */
    static Optional<FrameHeader> read(
            ByteBuffer buffer, int index, SegmentHeader segment, int offset) {
        if (buffer.limit() - index < OCTETS
                || !isMagic(buffer, index)
                || buffer.getLong(index + 8) != segment.salt()
                || buffer.getInt(index + 48) != segment.number()
                || buffer.getInt(index + OCTETS - 4) != crc(buffer, index)) {
            return Optional.empty();
        }
        return Type.of(buffer.getInt(index + 4))
                .map(type ->
                        new FrameHeader(
                                type,
                                segment.number(),
                                segment.salt(),
                                buffer.getLong(index + 16),
                                buffer.getInt(index + 24),
                                buffer.getInt(index + 28),
                                buffer.getInt(index + 32),
                                buffer.getInt(index + 36),
                                buffer.getInt(index + 40),
                                buffer.getInt(index + 44)))
                .filter(header -> header.fits(segment.capacity() - offset));
    }

    /** Whether a frame may begin here, at little cost. */
    static boolean isMagic(ByteBuffer buffer, int index) {
        return buffer.getInt(index) == MAGIC;
    }

    /** The salt of what looks like a frame of a segment whose own header is lost. */
    static Optional<Long> saltAt(ByteBuffer buffer, int index, int segment) {
        return buffer.limit() - index >= OCTETS
                        && isMagic(buffer, index)
                        && buffer.getInt(index + 48) == segment
                        && buffer.getInt(index + OCTETS - 4) == crc(buffer, index)
                ? Optional.of(buffer.getLong(index + 8))
                : Optional.empty();
    }

    private boolean fits(int available) {
        return recordsLength >= 0
                && eventsLength >= 0
                && contentLength >= 0
                && (long) recordsLength + eventsLength + contentLength + OCTETS <= available;
    }

    private static int crc(ByteBuffer buffer, int index) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(index, OCTETS - 4));
        return (int) crc.getValue();
    }
}
