package dev.mailwarden.mail.dsn;

import java.util.Arrays;
import java.util.Locale;

/** Undoes the transfer encoding of a part (RFC 2045 §6); broken places are taken as they are. */
final class TransferEncoding {

    private TransferEncoding() {}

    static byte[] decode(String encoding, byte[] octets) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(octets);
            case "quoted-printable" -> quotedPrintable(octets);
            default -> octets;
        };
    }

    private static byte[] base64(byte[] octets) {
        byte[] decoded = new byte[octets.length];
        int length = 0;
        int bits = 0;
        int count = 0;
        for (byte octet : octets) {
            int value = base64Value(octet);
            if (value >= 0) {
                bits = (bits << 6) | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    decoded[length++] = (byte) (bits >> count);
                }
            }
        }
        return Arrays.copyOf(decoded, length);
    }

    private static int base64Value(byte octet) {
        if (octet >= 'A' && octet <= 'Z') {
            return octet - 'A';
        }
        if (octet >= 'a' && octet <= 'z') {
            return octet - 'a' + 26;
        }
        if (octet >= '0' && octet <= '9') {
            return octet - '0' + 52;
        }
        return octet == '+' ? 62 : octet == '/' ? 63 : -1;
    }

    private static byte[] quotedPrintable(byte[] octets) {
        byte[] decoded = new byte[octets.length];
        int length = 0;
        int i = 0;
        while (i < octets.length) {
            int softBreak = softBreak(octets, i);
            if (softBreak > 0) {
                i = softBreak;
            } else if (octets[i] == '=' && hex(octets, i + 1) >= 0 && hex(octets, i + 2) >= 0) {
                decoded[length++] = (byte) ((hex(octets, i + 1) << 4) | hex(octets, i + 2));
                i += 3;
            } else {
                decoded[length++] = octets[i++];
            }
        }
        return Arrays.copyOf(decoded, length);
    }

    /** {@return the index behind a soft line break at {@code i}, or 0} */
    private static int softBreak(byte[] octets, int i) {
        if (octets[i] != '=') {
            return 0;
        }
        int next = i + 1;
        if (next < octets.length && octets[next] == '\r') {
            next++;
        }
        return next < octets.length && octets[next] == '\n' ? next + 1 : 0;
    }

    private static int hex(byte[] octets, int i) {
        return i < octets.length && octets[i] > 0 ? Character.digit(octets[i], 16) : -1;
    }
}
