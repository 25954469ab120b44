package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.util.Optional;

/**
 * The value of ORCPT: {@code addr-type;address} (RFC 3461 §4.2, RFC 6533 §3).
 *
 * <p>The address is xtext, or for the type {@code utf-8} a form in which characters are written as
 * {@code \x{5E9}}, or as themselves where the transaction has SMTPUTF8. Postfix writes such an
 * address as xtext of its octets, type {@code rfc822}; that is taken for type {@code utf-8}, since
 * to refuse it is to refuse the mail.
 *
 * @param type such as {@code rfc822} or {@code utf-8}
 * @param address decoded; printable, without line ends
 */
@ForeignOctets
public record OriginalRecipient(String type, String address) {

    /** Characters of the value as sent (RFC 3461 §4.2). */
    public static final int MAX_LENGTH = 500;

    private static final String RFC_822 = "rfc822";
    private static final String UTF_8 = "utf-8";

    /** Longest hexadecimal code point, {@code 10FFFF}. */
    private static final int MAX_HEX = 6;

    /** Reads a value as a client sent it. */
    public static Optional<OriginalRecipient> parse(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 1 || value.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String type = value.substring(0, semicolon);
        String encoded = value.substring(semicolon + 1);
        if (encoded.isEmpty() || !LocalParts.isAtom(type)) {
            return Optional.empty();
        }
        return decode(type, encoded)
                .map(address -> new OriginalRecipient(type, address))
                .or(() -> mislabelled(type, encoded));
    }

    private static Optional<OriginalRecipient> mislabelled(String type, String encoded) {
        return Ascii.equalsIgnoreCase(type, RFC_822)
                ? Xtext.decodeUtf8(encoded)
                        .filter(LocalParts::areAllowed)
                        .map(address -> new OriginalRecipient(UTF_8, address))
                : Optional.empty();
    }

    static boolean isValid(String value) {
        return parse(value).isPresent();
    }

    /** Whether it is an internationalized address (RFC 6533 §3). */
    public boolean isUtf8() {
        return Ascii.equalsIgnoreCase(type, UTF_8);
    }

    private static Optional<String> decode(String type, String encoded) {
        return Ascii.equalsIgnoreCase(type, UTF_8) ? decodeUtf8(encoded) : Xtext.decode(encoded);
    }

    /**
     * Reads utf-8-addr-xtext and utf-8-addr-unitext (RFC 6533 §3). Since {@code +} and {@code =}
     * stand for themselves in the second, a plus sign is not the mark of an escape here.
     */
    private static Optional<String> decodeUtf8(String encoded) {
        var address = new StringBuilder(encoded.length());
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c == '\\') {
                int end = encoded.indexOf('}', i);
                int codePoint = end < 0 ? -1 : codePoint(encoded, i, end);
                if (codePoint < 0) {
                    return Optional.empty();
                }
                address.appendCodePoint(codePoint);
                i = end + 1;
            } else {
                address.append(c);
                i++;
            }
        }
        return Optional.of(address.toString()).filter(LocalParts::areAllowed);
    }

    private static int codePoint(String text, int backslash, int end) {
        int from = backslash + "\\x{".length();
        if (!text.startsWith("\\x{", backslash) || end <= from || end - from > MAX_HEX) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return Character.isValidCodePoint(value) ? value : -1;
    }
}
