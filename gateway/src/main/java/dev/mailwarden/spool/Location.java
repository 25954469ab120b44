package dev.mailwarden.spool;

/**
 * Where a frame is.
 *
 * @param segment number of the segment, from 1 upwards
 * @param offset of the frame's header in the segment, a multiple of 8
 */
public record Location(int segment, int offset) implements Comparable<Location> {

    /** Eight octets instead of an object, for an index of millions. */
    public long packed() {
        return ((long) segment << 32) | offset;
    }

    /** The reverse of {@link #packed}. */
    public static Location unpack(long packed) {
        return new Location((int) (packed >>> 32), (int) packed);
    }

    @Override
    public int compareTo(Location other) {
        return Long.compare(packed(), other.packed());
    }
}
