package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what can be read. A bad sector makes the kernel refuse a whole read; asking again for each
 * page costs the bad pages only. What is missing reads as zeros.
 */
final class Salvage {

    private static final int PAGE = 4096;

    private Salvage() {}

    /**
     * Fills the beginning of an array.
     *
     * @param position in the segment, where the array's first octet is from
     * @return regions that are there and could not be read
     */
    static List<Region> read(
            Volume.Reader reader, byte[] octets, int length, int segment, int position) {
        List<Region> unreadable = new ArrayList<>();
        try {
            fill(reader, octets, 0, length, position);
        } catch (IOException e) {
            for (int start = 0; start < length; ) {
                int end = Math.min(length, start + PAGE - (position + start) % PAGE);
                try {
                    fill(reader, octets, start, end - start, position);
                } catch (IOException again) {
                    Arrays.fill(octets, start, end, (byte) 0);
                    unreadable.add(new Region(segment, position + start, position + end));
                }
                start = end;
            }
        }
        return unreadable;
    }

    private static void fill(
            Volume.Reader reader, byte[] octets, int offset, int length, int position)
            throws IOException {
        int got = reader.read(octets, offset, length, (long) position + offset);
        Arrays.fill(octets, offset + got, offset + length, (byte) 0);
    }

    /** A little-endian buffer of exactly {@code length} octets. */
    static ByteBuffer bytes(Volume.Reader reader, int position, int length) {
        byte[] octets = new byte[length];
        read(reader, octets, length, 0, position);
        return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }
}
