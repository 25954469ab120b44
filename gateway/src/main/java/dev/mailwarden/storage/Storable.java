package dev.mailwarden.storage;

/** Texts of strangers as databases take them. */
public final class Storable {

    private static final char REPLACEMENT = '\ufffd';

    private Storable() {}

    /**
     * {@return the text, with U+FFFD for what no database keeps: U+0000 and halves of surrogate
     * pairs}
     */
    public static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff) ? REPLACEMENT : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
