package dev.mailwarden.decide;

/** A text with {@code *} for any text and {@code ?} for any character, already folded. */
record Glob(String text) {

    Glob {
        text = text.replaceAll("\\*{2,}", "*");
    }

    boolean isLiteral() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    boolean isAnything() {
        return text.equals("*");
    }

    /**
     * Whether it matches the whole of a folded text. Takes time of at most both lengths multiplied:
     * only the last asterisk is ever tried again.
     */
    boolean matches(String whole) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (in < whole.length()) {
            char wanted = at < text.length() ? text.charAt(at) : '\0';
            if (wanted == '*') {
                star = at++;
                retry = in;
            } else if (wanted == '?' && at < text.length()) {
                at++;
                in += width(whole, in);
            } else if (at < text.length() && wanted == whole.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                retry += width(whole, retry);
                in = retry;
            } else {
                return false;
            }
        }
        return at == text.length() || (at == text.length() - 1 && text.charAt(at) == '*');
    }

    private static int width(String whole, int index) {
        return Character.charCount(whole.codePointAt(index));
    }
}
