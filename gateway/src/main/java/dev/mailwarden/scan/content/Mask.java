package dev.mailwarden.scan.content;

/**
 * A folded text with {@code *} for any text and {@code ?} for any character, which has to match the
 * whole of another.
 */
public record Mask(String mask) {

    /** {@return the mask that is written so; case does not matter} */
    public static Mask of(String written) {
        return new Mask(Folding.fold(written).replaceAll("\\*{2,}", "*"));
    }

    /** {@return whether a mask matches one of the ways to read a file's name} */
    public boolean matchesName(String name) {
        return FileNameForms.of(name).stream().anyMatch(form -> matches(Folding.fold(form)));
    }

    /**
     * Whether it matches a folded text. Takes time of at most both lengths multiplied: only the
     * last asterisk is ever tried again.
     */
    boolean matches(String folded) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (in < folded.length()) {
            char wanted = at < mask.length() ? mask.charAt(at) : '\0';
            if (wanted == '*') {
                star = at++;
                retry = in;
            } else if (wanted == '?') {
                at++;
                in += width(folded, in);
            } else if (at < mask.length() && wanted == folded.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                retry += width(folded, retry);
                in = retry;
            } else {
                return false;
            }
        }
        return at == mask.length() || (at == mask.length() - 1 && mask.charAt(at) == '*');
    }

    private static int width(String text, int index) {
        return Character.charCount(text.codePointAt(index));
    }
}
