package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * IP addresses as text: read strictly, printed in one form, never looked up.
 *
 * <p>The JDK's own reader takes {@code 127.1} for an address and its printer spells IPv6 out; two
 * spellings of one address are how a peer gets past a list.
 */
@ForeignOctets
public final class IpAddress {

    /** Stands where no address is known; nobody has it. */
    public static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

    private static final int V4_OCTETS = 4;
    private static final int V6_OCTETS = 16;
    private static final int V6_GROUPS = 8;

    /** The longest text form, {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}. */
    private static final int MAX_TEXT = 45;

    private IpAddress() {}

    /**
     * Reads {@code 192.0.2.1} (four decimal numbers without leading zeros) or IPv6 as in RFC 4291
     * §2.2 without a zone. An IPv4-mapped address is the IPv4 address.
     */
    public static Optional<InetAddress> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    /** Reads {@code 192.0.2.1} and nothing else. */
    static Optional<InetAddress> parseV4(String text) {
        byte[] octets = new byte[V4_OCTETS];
        return readV4(text, 0, octets, 0) ? Optional.of(ofOctets(octets)) : Optional.empty();
    }

    /** Reads an IPv6 address and nothing else. */
    static Optional<InetAddress> parseV6(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        byte[] octets = new byte[V6_OCTETS];
        return readV6(text, octets) ? Optional.of(ofOctets(octets)) : Optional.empty();
    }

    /** The one text form: dotted decimal, or the short IPv6 form of RFC 5952 §4. */
    public static String format(InetAddress address) {
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : formatV6(address.getAddress());
    }

    private static boolean readV4(String text, int from, byte[] into, int at) {
        int i = from;
        for (int n = 0; n < V4_OCTETS; n++) {
            if (n > 0 && (i >= text.length() || text.charAt(i++) != '.')) {
                return false;
            }
            int start = i;
            int value = 0;
            while (i < text.length() && i - start < 3 && isDigit(text.charAt(i))) {
                value = value * 10 + text.charAt(i++) - '0';
            }
            boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
            if (i == start || leadingZero || value > 255) {
                return false;
            }
            into[at + n] = (byte) value;
        }
        return i == text.length();
    }

    private static boolean readV6(String text, byte[] octets) {
        int gap = -1; // octets before "::"
        int filled = 0;
        int i = 0;
        if (text.startsWith("::")) {
            gap = 0;
            i = 2;
        }
        while (i < text.length()) {
            int end = groupEnd(text, i);
            if (end < text.length() && text.charAt(end) == '.') {
                if (filled > V6_OCTETS - V4_OCTETS || !readV4(text, i, octets, filled)) {
                    return false;
                }
                filled += V4_OCTETS;
                break;
            }
            if (end == i || end - i > 4 || filled == V6_OCTETS) {
                return false;
            }
            int group = Integer.parseInt(text, i, end, 16);
            octets[filled++] = (byte) (group >> 8);
            octets[filled++] = (byte) group;
            if (end == text.length()) {
                break;
            }
            if (text.startsWith("::", end)) {
                if (gap >= 0) {
                    return false;
                }
                gap = filled;
                i = end + 2;
            } else if (text.charAt(end) == ':' && end + 1 < text.length()) {
                i = end + 1;
            } else {
                return false;
            }
        }
        return spread(octets, gap, filled);
    }

    private static int groupEnd(String text, int from) {
        int i = from;
        while (i < text.length()
                && Character.digit(text.charAt(i), 16) >= 0
                && text.charAt(i) < 0x80) {
            i++;
        }
        return i;
    }

    /** Moves what follows "::" to the end; "::" stands for at least one group. */
    private static boolean spread(byte[] octets, int gap, int filled) {
        if (gap < 0) {
            return filled == V6_OCTETS;
        }
        if (filled > V6_OCTETS - 2) {
            return false;
        }
        int tail = filled - gap;
        System.arraycopy(octets, gap, octets, V6_OCTETS - tail, tail);
        Arrays.fill(octets, gap, V6_OCTETS - tail, (byte) 0);
        return true;
    }

    private static String formatV6(byte[] octets) {
        int[] groups = new int[V6_GROUPS];
        for (int g = 0; g < V6_GROUPS; g++) {
            groups[g] = ((octets[2 * g] & 0xff) << 8) | (octets[2 * g + 1] & 0xff);
        }
        int gapStart = -1;
        int gapLength = 1; // a single zero group is written out (RFC 5952 §4.2.2)
        for (int g = 0; g < V6_GROUPS; g++) {
            int end = g;
            while (end < V6_GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - g > gapLength) {
                gapStart = g;
                gapLength = end - g;
            }
        }
        var text = new StringBuilder(MAX_TEXT);
        for (int g = 0; g < V6_GROUPS; g++) {
            if (g == gapStart) {
                text.append("::");
                g += gapLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[g]));
            }
        }
        return text.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static InetAddress ofOctets(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are always an address", e);
        }
    }
}
