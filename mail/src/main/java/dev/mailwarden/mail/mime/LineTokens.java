package dev.mailwarden.mail.mime;

import java.nio.charset.StandardCharsets;

/** Comparing octets with words of US-ASCII. */
final class LineTokens {

    private LineTokens() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return octets as characters, one for each} */
    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether octets begin with a word, in any case. */
    static boolean startsWith(byte[] octets, int from, int to, byte[] word) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (lower(octets[from + i]) != lower(word[i])) {
                return false;
            }
        }
        return true;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Whether there is nothing but white space and control characters. */
    static boolean isEmptyToPeople(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] > ' ' || octets[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
