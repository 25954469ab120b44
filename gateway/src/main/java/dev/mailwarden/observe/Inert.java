package dev.mailwarden.observe;

/**
 * Makes foreign text harmless for a log, a terminal or a table: one line, no control characters, no
 * characters that change the direction or the look of what follows (TRUST-7).
 */
public final class Inert {

    private Inert() {}

    /**
     * {@return the text with every character that is not plainly visible written as an escape such
     * as <code>\n</code> or <code>&#92;u202e</code>, and a backslash doubled}
     */
    public static String text(String foreign) {
        if (foreign.codePoints().allMatch(Inert::isHarmless)) {
            return foreign;
        }
        var result = new StringBuilder(foreign.length() + 16);
        foreign.codePoints().forEach(c -> append(result, c));
        return result.toString();
    }

    /** The same, cut after a number of characters of the result. */
    public static String text(String foreign, int longest) {
        String start = foreign.length() > longest ? foreign.substring(0, longest) : foreign;
        String inert = text(start);
        return inert.length() > longest || start.length() < foreign.length()
                ? inert.substring(0, Math.min(inert.length(), longest)) + "..."
                : inert;
    }

    private static void append(StringBuilder result, int c) {
        switch (c) {
            case '\n' -> result.append("\\n");
            case '\r' -> result.append("\\r");
            case '\t' -> result.append("\\t");
            case '\\' -> result.append("\\\\");
            default -> {
                if (isHarmless(c)) {
                    result.appendCodePoint(c);
                } else {
                    result.append("\\u%04x".formatted(c));
                }
            }
        }
    }

    private static boolean isHarmless(int c) {
        return c < 0x80 ? c >= 0x20 && c < 0x7f && c != '\\' : isVisible(c);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
