package dev.mailwarden.mail.smtp;

/** The grammar of local parts (RFC 5321 §4.1.2, with the characters of RFC 6531 §3.3). */
final class LocalParts {

    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";
    private static final boolean[] ATEXT = atext();

    private LocalParts() {}

    /**
     * {@return where the local part that starts at {@code from} ends, or -1 if there is none}
     *
     * <p>Only the shape is checked: a dot-string, or balanced quotes with complete escapes.
     */
    static int end(String text, int from) {
        return from < text.length() && text.charAt(from) == '"'
                ? quotedEnd(text, from)
                : dotStringEnd(text, from);
    }

    /** {@return the value of a local part, quotes and escapes taken away} */
    static String value(String text, int from, int end) {
        if (text.charAt(from) != '"') {
            return text.substring(from, end);
        }
        var value = new StringBuilder(end - from);
        for (int i = from + 1; i < end - 1; i++) {
            value.append(text.charAt(text.charAt(i) == '\\' ? ++i : i));
        }
        return value.toString();
    }

    /** Whether the text is an atom of US-ASCII (RFC 5321 §4.1.2). */
    static boolean isAtom(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c < 0x80 && ATEXT[c]);
    }

    /** The local part as it has to be written: in quotes only where a dot-string cannot say it. */
    static String print(String value) {
        if (dotStringEnd(value, 0) == value.length()) {
            return value;
        }
        var text = new StringBuilder(value.length() + 8).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        return text.append('"').toString();
    }

    /**
     * Whether every character may stand in a local part: no control, no half of a surrogate pair,
     * no line or paragraph separator, not the replacement character, which stands for octets that
     * were not UTF-8.
     */
    static boolean areAllowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                continue;
            }
            int codePoint = value.codePointAt(i);
            if (!isAllowedBeyondAscii(codePoint)) {
                return false;
            }
            i += Character.charCount(codePoint) - 1;
        }
        return true;
    }

    private static boolean isAllowedBeyondAscii(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> codePoint != 0xfffd;
        };
    }

    private static int dotStringEnd(String text, int from) {
        int atomStart = from;
        int i = from;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && i > atomStart) {
                atomStart = i + 1;
            } else if (c < 0x80 && !ATEXT[c]) {
                break;
            }
        }
        return i > atomStart ? i : -1;
    }

    private static int quotedEnd(String text, int from) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                // A quoted pair is a backslash and printable ASCII (RFC 5321 §4.1.2).
                if (i < text.length() && text.charAt(i) > 0x7e) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static boolean[] atext() {
        boolean[] table = new boolean[0x80];
        for (char c = 0; c < 0x80; c++) {
            table[c] =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || ATEXT_SPECIALS.indexOf(c) >= 0;
        }
        return table;
    }
}
