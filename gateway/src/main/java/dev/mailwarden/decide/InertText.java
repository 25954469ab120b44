package dev.mailwarden.decide;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text of strangers made fit for letters and notes: one line, and nothing in it that a mail program
 * would turn into a link. Time is linear in the text.
 */
final class InertText {

    private InertText() {}

    /** A name with a dot and no more, such as that of a file, stays as it is. */
    static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(isInvisible(c) ? ' ' : c));
        return Arrays.stream(line.toString().split(" ", -1))
                .map(word -> isLink(word) ? spaced(word) : word)
                .collect(Collectors.joining(" "));
    }

    /**
     * Whether a character could break the line, or turn its direction so that it reads otherwise.
     */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }

    /** Whether mail programs take a word for a link, or for the beginning of one. */
    private static boolean isLink(String word) {
        return word.indexOf('/') >= 0
                || word.indexOf('\\') >= 0
                || word.toLowerCase(Locale.ROOT).contains("www.")
                || hasScheme(word);
    }

    /** Whether something stands behind the colon of what may be a scheme. */
    private static boolean hasScheme(String word) {
        boolean letter = false; // among the characters of a scheme up to here
        for (int i = 0; i < word.length() - 1; i++) {
            char c = word.charAt(i);
            if (c == ':' && letter) {
                return true;
            }
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isOther = (c >= '0' && c <= '9') || c == '+' || c == '.' || c == '-';
            letter = isLetter || (letter && isOther);
        }
        return false;
    }

    private static String spaced(String link) {
        return link.replace(":", " : ").replace(".", " . ").strip();
    }
}
