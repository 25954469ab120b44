package dev.mailwarden.mail.dsn;

import java.util.Locale;
import java.util.Optional;

/** Reads {@code type; address} as fields of a delivery status hold it (RFC 3464 §2.3.1). */
final class TypedAddress {

    /** Longest hexadecimal code point, {@code 10FFFF}. */
    private static final int MAX_HEX = 6;

    private TypedAddress() {}

    /** {@return the address, taken as {@code rfc822} where the type is missing} */
    static Optional<RecipientAddress> read(String value) {
        String rest = value.strip();
        String type = RecipientAddress.RFC_822;
        for (int end = typeEnd(rest); end >= 0; end = nextTypeEnd(rest)) {
            type = rest.substring(0, end).strip().toLowerCase(Locale.ROOT);
            rest = rest.substring(end + 1).strip();
        }
        String address = unbracketed(withoutComment(rest));
        String decoded = type.equals("utf-8") ? unescaped(address) : address;
        return decoded.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecipientAddress(type, decoded));
    }

    /** {@return the index of the semicolon behind a type, or -1} */
    static int typeEnd(String text) {
        int i = 0;
        while (i < text.length() && isTypeCharacter(text.charAt(i))) {
            i++;
        }
        int semicolon = i;
        while (semicolon < text.length() && text.charAt(semicolon) == ' ') {
            semicolon++;
        }
        boolean typed = i > 0 && semicolon < text.length() && text.charAt(semicolon) == ';';
        return typed ? semicolon : -1;
    }

    /** Some write the type twice; nothing else is taken for a second one. */
    private static int nextTypeEnd(String text) {
        String twice = RecipientAddress.RFC_822 + ";";
        return text.regionMatches(true, 0, twice, 0, twice.length()) ? twice.length() - 1 : -1;
    }

    private static boolean isTypeCharacter(char c) {
        return (c < 0x80 && Character.isLetterOrDigit(c)) || "-_./".indexOf(c) >= 0;
    }

    private static String withoutComment(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(' && i > 0 && text.charAt(i - 1) == ' ') {
                return text.substring(0, i).strip();
            }
        }
        return text;
    }

    /** One bracket may be missing. */
    private static String unbracketed(String text) {
        int from = text.startsWith("<") ? 1 : 0;
        int to = text.endsWith(">") ? text.length() - 1 : text.length();
        return text.substring(Math.min(from, to), to).strip();
    }

    /** Undoes {@code \x{5E9}}; what is no escape stays as it is (RFC 6533 §3). */
    private static String unescaped(String text) {
        var plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = text.startsWith("\\x{", i) ? hexEnd(text, i + 3) : -1;
            int codePoint = end < 0 ? -1 : Integer.parseInt(text.substring(i + 3, end), 16);
            if (Character.isValidCodePoint(codePoint) && !Character.isISOControl(codePoint)) {
                plain.appendCodePoint(codePoint);
                i = end + 1;
            } else {
                plain.append(text.charAt(i++));
            }
        }
        return plain.toString();
    }

    /** {@return the index of the brace behind one to six digits, or -1} */
    private static int hexEnd(String text, int from) {
        int i = from;
        while (i < text.length()
                && i < from + MAX_HEX
                && text.charAt(i) < 0x80
                && Character.digit(text.charAt(i), 16) >= 0) {
            i++;
        }
        return i > from && i < text.length() && text.charAt(i) == '}' ? i : -1;
    }
}
