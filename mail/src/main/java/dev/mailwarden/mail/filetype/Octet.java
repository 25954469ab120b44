package dev.mailwarden.mail.filetype;

/** Searches in octets. */
final class Octet {

    private Octet() {}

    /**
     * {@return the first place of these characters of one octet each, or -1}
     *
     * @param end octets of the array that are searched, at most
     */
    static int indexOf(byte[] octets, String text, int end) {
        int last = Math.min(octets.length, end) - text.length();
        byte first = (byte) text.charAt(0);
        for (int i = 0; i <= last; i++) {
            if (octets[i] == first && matches(octets, i, text)) {
                return i;
            }
        }
        return -1;
    }

    /** {@return the last place of these characters of one octet each, or -1} */
    static int lastIndexOf(byte[] octets, String text) {
        byte first = (byte) text.charAt(0);
        for (int i = octets.length - text.length(); i >= 0; i--) {
            if (octets[i] == first && matches(octets, i, text)) {
                return i;
            }
        }
        return -1;
    }

    static boolean matches(byte[] octets, int at, String text) {
        if (at + text.length() > octets.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((octets[at + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
