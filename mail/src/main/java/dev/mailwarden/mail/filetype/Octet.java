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

    /**
     * {@return the last place of the four octets by which the end of a ZIP archive begins, or -1}
     */
    static int lastZipEnd(byte[] octets) {
        int at = octets.length - 4;
        while (at >= 0) {
            switch (octets[at]) {
                case 'P' -> {
                    if (matches(octets, at, "PK\u0005\u0006")) {
                        return at;
                    }
                    at -= 4;
                }
                case 'K' -> at -= 1;
                case 5 -> at -= 2;
                case 6 -> at -= 3;
                default -> at -= 4;
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
