package dev.mailwarden.unpack.read;

import java.util.Map;
import java.util.TreeMap;

/** Which octets of a container belong to something. */
final class Extents {

    private final TreeMap<Long, Long> endByStart = new TreeMap<>();
    private long first = Long.MAX_VALUE;

    /** Adds a stretch. {@return whether any octet of it belonged to another already} */
    boolean add(long start, long end) {
        first = Math.min(first, start);
        long from = start;
        long to = end;
        boolean overlaps = false;
        Map.Entry<Long, Long> other = endByStart.floorEntry(to - 1);
        while (other != null && other.getValue() > from) {
            overlaps = true;
            from = Math.min(from, other.getKey());
            to = Math.max(to, other.getValue());
            endByStart.remove(other.getKey());
            other = endByStart.floorEntry(to - 1);
        }
        endByStart.put(from, Math.max(to, from + 1));
        return overlaps;
    }

    /** {@return the first octet from a place on that belongs to nothing} */
    long free(long from) {
        Map.Entry<Long, Long> here = endByStart.floorEntry(from);
        return here != null && here.getValue() > from ? free(here.getValue()) : from;
    }

    /** {@return where the next stretch begins behind a place, or the limit} */
    long next(long from, long limit) {
        Long next = endByStart.ceilingKey(from);
        return next == null ? limit : Math.min(next, limit);
    }

    /** {@return the lowest start, or the limit if there is none} */
    long first(long limit) {
        return Math.min(first, limit);
    }
}
