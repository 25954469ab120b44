package dev.mailwarden.track;

import java.net.InetAddress;

/** The text of IP addresses as people search for it: dotted for IPv4, RFC 5952 §4 for IPv6. */
final class Addresses {

    private Addresses() {}

    /** Writes an address, without the zone of a link-local one. */
    static void write(JsonLine out, InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            out.decimal(octets[0] & 0xff).raw('.').decimal(octets[1] & 0xff).raw('.');
            out.decimal(octets[2] & 0xff).raw('.').decimal(octets[3] & 0xff);
        } else {
            writeGroups(out, octets);
        }
    }

    private static void writeGroups(JsonLine out, byte[] octets) {
        int gap = longestZeros(octets);
        int gapEnd = gap < 0 ? -1 : gap + zerosFrom(octets, gap);
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                out.raw("::");
                i = gapEnd - 1;
            } else {
                if (i > 0 && i != gapEnd) {
                    out.raw(':');
                }
                int group = group(octets, i);
                out.hex(group, Math.max(1, (35 - Integer.numberOfLeadingZeros(group)) / 4));
            }
        }
    }

    /** {@return the first group of the longest run of two or more zero groups, or -1} */
    private static int longestZeros(byte[] octets) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i += zerosFrom(octets, i) + 1) {
            if (zerosFrom(octets, i) > bestLength) {
                best = i;
                bestLength = zerosFrom(octets, i);
            }
        }
        return best;
    }

    private static int zerosFrom(byte[] octets, int first) {
        int i = first;
        while (i < 8 && group(octets, i) == 0) {
            i++;
        }
        return i - first;
    }

    private static int group(byte[] octets, int i) {
        return ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
    }
}
