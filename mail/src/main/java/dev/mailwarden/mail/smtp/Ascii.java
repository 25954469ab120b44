package dev.mailwarden.mail.smtp;

/**
 * Case as SMTP knows it: that of US-ASCII.
 *
 * <p>The JDK's ways of ignoring case also fold letters from elsewhere onto these: the long s onto
 * S, the dotless i onto I, the Kelvin sign onto K.
 */
final class Ascii {

    private Ascii() {}

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** {@return the text with a to z as A to Z, and everything else as it is} */
    static String upper(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLower(text.charAt(i))) {
                return upperFrom(i, text);
            }
        }
        return text;
    }

    static boolean equalsIgnoreCase(String one, String other) {
        return one.length() == other.length() && startsWithIgnoreCase(one, other);
    }

    static boolean startsWithIgnoreCase(String text, String prefix) {
        if (text.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (upper(text.charAt(i)) != upper(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String upperFrom(int first, String text) {
        char[] chars = text.toCharArray();
        for (int i = first; i < chars.length; i++) {
            chars[i] = upper(chars[i]);
        }
        return new String(chars);
    }

    private static char upper(char c) {
        return isLower(c) ? (char) (c - 'a' + 'A') : c;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }
}
