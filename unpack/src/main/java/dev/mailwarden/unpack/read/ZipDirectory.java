package dev.mailwarden.unpack.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A place where some reader begins to read the directory.
 *
 * @param start of its first entry
 * @param shift to be added to the places that it names, because something stands in front
 * @param entries that it should have, modulo 65,536 without ZIP64
 * @param end behind its end record and comment
 * @param disk number of this volume, 0 if there are no others
 */
record ZipDirectory(long start, long shift, long entries, long end, int disk) {

    private static final int END = 0x0605_4b50;
    private static final int END64 = 0x0606_4b50;
    private static final int LOCATOR = 0x0706_4b50;

    private static final int END_SIZE = 22;
    private static final int END64_SIZE = 56;
    private static final int LOCATOR_SIZE = 20;

    /** How far from the end readers look: the record, the longest comment, the 64-bit locator. */
    private static final int WINDOW = 65_535 + END_SIZE + LOCATOR_SIZE;

    /** Records looked at; each makes a reading, and honest containers have one. */
    private static final int MOST = 8;

    /** What an end record says: where the directory begins and how long it is. */
    private record Claim(long at, long offset, long size, long entries, long end, int disk) {}

    /** {@return all that readers may take for the directory, the most likely first} */
    static List<ZipDirectory> all(Container container) {
        Set<ZipDirectory> found = new LinkedHashSet<>();
        for (long at : ends(container)) {
            for (Claim claim : claims(container, at)) {
                addReadings(container, claim, found);
            }
        }
        return List.copyOf(found);
    }

    /**
     * From the end to the front: records that end where the container does, and those behind the
     * last of them, which some readers take. What else is in front belongs to containers within
     * this one.
     */
    private static List<Long> ends(Container container) {
        List<Long> ends = new ArrayList<>();
        long last = container.length() - END_SIZE;
        boolean foundExact = false;
        for (long at = last; at >= Math.max(0, last - WINDOW) && ends.size() < MOST; at--) {
            if (container.isAt(at, END)) {
                boolean exact = end(container, at) == container.length();
                if (exact || !foundExact) {
                    ends.add(at);
                }
                foundExact |= exact;
            }
        }
        for (long at = last - WINDOW - 1; ends.isEmpty() && at >= 0; at--) {
            if (container.isAt(at, END)) {
                ends.add(at);
            }
        }
        return ends;
    }

    private static long end(Container container, long at) {
        return at + END_SIZE + container.number16(at + 20);
    }

    private static List<Claim> claims(Container container, long at) {
        List<Claim> claims = new ArrayList<>();
        claims.add(
                new Claim(
                        at,
                        container.number32(at + 16),
                        container.number32(at + 12),
                        container.number16(at + 10),
                        end(container, at),
                        container.number16(at + 4)));
        long locator = at - LOCATOR_SIZE;
        if (container.isAt(locator, LOCATOR)) {
            for (long at64 : new long[] {container.number64(locator + 8), locator - END64_SIZE}) {
                if (container.has(at64, END64_SIZE) && container.isAt(at64, END64)) {
                    claims.add(
                            new Claim(
                                    at64,
                                    container.number64(at64 + 48),
                                    container.number64(at64 + 40),
                                    container.number64(at64 + 32),
                                    end(container, at),
                                    container.word32(at64 + 16)));
                }
            }
        }
        return claims;
    }

    /** Some readers believe the offset, some that the directory ends where its record begins. */
    private static void addReadings(Container container, Claim claim, Set<ZipDirectory> found) {
        long before = claim.at - claim.size;
        for (long start : new long[] {claim.offset, before}) {
            boolean there =
                    container.isAt(start, ZipHeader.CENTRAL)
                            || (claim.entries == 0 && start == claim.at);
            if (there) {
                found.add(
                        new ZipDirectory(
                                start, start - claim.offset, claim.entries, claim.end, claim.disk));
            }
        }
    }

    /** Whether a number of entries is what this directory says. */
    boolean says(long count) {
        return entries == count || entries == (count & 0xffff);
    }
}
