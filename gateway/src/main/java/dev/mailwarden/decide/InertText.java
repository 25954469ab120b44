package dev.mailwarden.decide;

import java.util.regex.Pattern;

/**
 * Text of strangers made fit for letters and notes: one line, and nothing in it that a mail program
 * would turn into a link.
 */
final class InertText {

    /** What mail programs take for the beginning of a link, or for one. */
    private static final Pattern LINK =
            Pattern.compile("(?i)\\S*(?:[a-z][a-z0-9+.-]*:(?=\\S)|//|www\\.|/|\\\\)\\S*");

    private InertText() {}

    /** A name with a dot and no more, such as that of a file, stays as it is. */
    static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(isInvisible(c) ? ' ' : c));
        return LINK.matcher(line)
                .replaceAll(
                        found -> java.util.regex.Matcher.quoteReplacement(spaced(found.group())));
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

    private static String spaced(String link) {
        return link.replace(":", " : ").replace(".", " . ").strip();
    }
}
