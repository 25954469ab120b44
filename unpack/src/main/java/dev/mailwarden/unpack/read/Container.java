package dev.mailwarden.unpack.read;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The octets of a container, outside of the heap. Numbers are little-endian, as ZIP has them.
 * Whoever reads behind the end gets an {@link IndexOutOfBoundsException}, so ask {@link #has}.
 */
public final class Container {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment octets;

    public Container(MemorySegment octets) {
        this.octets = octets;
    }

    public long length() {
        return octets.byteSize();
    }

    /** Whether so many octets are there. */
    boolean has(long at, long count) {
        return at >= 0 && count >= 0 && at <= length() && count <= length() - at;
    }

    int octet(long at) {
        return octets.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    int number16(long at) {
        return octets.get(SHORT, at) & 0xffff;
    }

    int word32(long at) {
        return octets.get(INT, at);
    }

    long number32(long at) {
        return octets.get(INT, at) & 0xffff_ffffL;
    }

    /** May be negative, which no honest writer means. */
    long number64(long at) {
        return octets.get(LONG, at);
    }

    /** Whether a signature of four octets stands there. */
    boolean isAt(long at, int signature) {
        return has(at, 4) && word32(at) == signature;
    }

    byte[] copy(long at, int count) {
        byte[] result = new byte[count];
        copy(at, result, count);
        return result;
    }

    void copy(long at, byte[] to, int count) {
        MemorySegment.copy(octets, ValueLayout.JAVA_BYTE, at, to, 0, count);
    }

    /** {@return the first place of a two-octet start such as {@code PK}, or {@code to}} */
    long find(byte first, byte second, long from, long to) {
        long last = Math.min(to, length()) - 1;
        for (long at = Math.max(0, from); at < last; at++) {
            if (octets.get(ValueLayout.JAVA_BYTE, at) == first
                    && octets.get(ValueLayout.JAVA_BYTE, at + 1) == second) {
                return at;
            }
        }
        return to;
    }
}
