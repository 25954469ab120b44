package dev.mailwarden.mail.edit;

import java.nio.charset.StandardCharsets;

/** Writes header fields: folded (RFC 5322 §2.2.3), and encoded where they have to be. */
final class FieldText {

    /** Where lines are folded if they can be (RFC 5322 §2.1.1). */
    static final int FOLD_AT = 78;

    /** Octets of a line that no fold can shorten; longer ones are encoded to be cut. */
    private static final int MAX_WORD = 900;

    private FieldText() {}

    /**
     * {@return a field with its line end}
     *
     * @param value is encoded (RFC 2047) if it has other characters than US-ASCII
     * @param utf8 whether the header may hold UTF-8 as it is (RFC 6532 §3.2)
     * @throws IllegalArgumentException for a name that is none, or a value with control characters
     */
    static String field(String name, String value, boolean utf8) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("not the name of a field: " + name);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("control characters in the value of " + name);
        }
        String text = value.strip();
        String written =
                (utf8 || isAscii(text)) && longestWord(text) <= MAX_WORD
                        ? text
                        : EncodedText.words(text, false);
        return folded(name + ": " + written) + "\r\n";
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static int longestWord(String text) {
        int longest = 0;
        for (String word : text.split(" ", -1)) {
            longest = Math.max(longest, word.getBytes(StandardCharsets.UTF_8).length);
        }
        return longest;
    }

    /** Puts line breaks before blanks, none of which leaves an empty line. */
    private static String folded(String line) {
        var folded = new StringBuilder(line.length() + 8);
        int lineStart = 0;
        int at = line.indexOf(": ") + 1;
        folded.append(line, 0, at);
        boolean hasWord = false; // of the value, on the present line
        while (at < line.length()) {
            int word = at;
            while (word < line.length() && line.charAt(word) == ' ') {
                word++;
            }
            int end = line.indexOf(' ', word);
            end = end < 0 ? line.length() : end;
            if (hasWord && folded.length() - lineStart + end - at > FOLD_AT) {
                folded.append("\r\n");
                lineStart = folded.length();
            }
            folded.append(line, at, end);
            hasWord = true;
            at = end;
        }
        return folded.toString();
    }
}
