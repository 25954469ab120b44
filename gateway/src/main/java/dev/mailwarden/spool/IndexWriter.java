package dev.mailwarden.spool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Gathers what a sealed segment's index says of its frames, so that a start reads records without
 * the content between them. Used by the committer only.
 *
 * <p>An entry is: type, offset, lengths of records, events and content (four octets each), LSN
 * (eight), the records.
 */
final class IndexWriter {

    static final int ENTRY = 28;

    private byte[] octets = new byte[64 * 1024];
    private int length;

    /** Octets an entry for records of a length takes. */
    static int entryLength(int recordsLength) {
        return ENTRY + recordsLength;
    }

    void add(int offset, FrameHeader header, byte[] records) {
        int needed = length + entryLength(records.length);
        if (needed > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(needed, octets.length * 2));
        }
        ByteBuffer.wrap(octets, length, needed - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(header.type().number())
                .putInt(offset)
                .putInt(records.length)
                .putInt(header.eventsLength())
                .putInt(header.contentLength())
                .putLong(header.lsn())
                .put(records);
        length = needed;
    }

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, length);
    }

    void clear() {
        length = 0;
    }
}
