package dev.mailwarden.scan.content;

import java.text.Normalizer;

/**
 * Makes texts equal that look equal: case, full-width and other compatible forms (NFKC), and
 * characters that are not seen.
 */
final class Folding {

    private Folding() {}

    static String fold(String text) {
        String composed =
                isPlain(text) || Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                        ? text
                        : Normalizer.normalize(text, Normalizer.Form.NFKC);
        var folded = new StringBuilder(composed.length());
        composed.codePoints()
                .filter(c -> !isUnseen(c))
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Joiners, marks of direction, soft hyphens and their like. */
    private static boolean isUnseen(int c) {
        return c > 0x7f
                && (Character.getType(c) == Character.FORMAT || (c >= 0xfe00 && c <= 0xfe0f));
    }
}
