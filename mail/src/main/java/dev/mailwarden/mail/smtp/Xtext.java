package dev.mailwarden.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailwarden.mail.ForeignOctets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The encoding of free text in parameters of MAIL and RCPT (RFC 3461 §4).
 *
 * <p>Only printable US-ASCII and space come out of it: that is all ENVID and ORCPT may say (RFC
 * 3461 §4.2, §4.4), and a decoded line end would otherwise reach the header of a notification.
 */
@ForeignOctets
public final class Xtext {

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private Xtext() {}

    /** {@return the text, or empty if the encoding is broken or hides what is not printable} */
    public static Optional<String> decode(String xtext) {
        return octets(xtext)
                .filter(text -> text.chars().allMatch(octet -> octet >= ' ' && octet <= '~'));
    }

    /** {@return the text of octets that should be UTF-8; U+FFFD stands for those that are not} */
    static Optional<String> decodeUtf8(String xtext) {
        return octets(xtext).map(octets -> new String(octets.getBytes(ISO_8859_1), UTF_8));
    }

    /** {@return octets as characters of the same number} */
    private static Optional<String> octets(String xtext) {
        var octets = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            int c = xtext.charAt(i);
            if (c == '+') {
                if (i + 2 >= xtext.length()) {
                    return Optional.empty();
                }
                c = (upperHex(xtext.charAt(i + 1)) << 4) | upperHex(xtext.charAt(i + 2));
                i += 2;
                if (c < 0) {
                    return Optional.empty();
                }
            } else if (c <= ' ' || c > '~' || c == '=') {
                return Optional.empty();
            }
            octets.append((char) c);
        }
        return Optional.of(octets.toString());
    }

    /** Encodes printable US-ASCII and spaces. */
    public static String encode(String text) {
        var xtext = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("not printable US-ASCII: " + text);
            }
            if (c == ' ' || c == '+' || c == '=') {
                xtext.append('+').append(UPPER.toHexDigits((byte) c));
            } else {
                xtext.append(c);
            }
        }
        return xtext.toString();
    }

    /** {@return the digit's value, or -1: the RFC knows upper-case digits only} */
    private static int upperHex(char c) {
        return c >= 'a' || c > 'F' ? -1 : Character.digit(c, 16);
    }
}
