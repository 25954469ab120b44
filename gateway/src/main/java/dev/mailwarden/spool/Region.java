package dev.mailwarden.spool;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Part of a segment.
 *
 * @param segment its number
 * @param start first octet
 * @param end first octet behind it
 */
@ForeignOctets
public record Region(int segment, int start, int end) {

    private static final int OCTETS = 12;

    boolean contains(int offset) {
        return start <= offset && offset < end;
    }

    static byte[] encode(List<Region> regions) {
        ByteBuffer buffer =
                ByteBuffer.allocate(regions.size() * OCTETS).order(ByteOrder.LITTLE_ENDIAN);
        for (Region region : regions) {
            buffer.putInt(region.segment).putInt(region.start).putInt(region.end);
        }
        return buffer.array();
    }

    static List<Region> decode(ByteBuffer buffer) {
        List<Region> regions = new ArrayList<>();
        while (buffer.remaining() >= OCTETS) {
            regions.add(new Region(buffer.getInt(), buffer.getInt(), buffer.getInt()));
        }
        return regions;
    }
}
