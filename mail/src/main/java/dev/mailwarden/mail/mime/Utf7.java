package dev.mailwarden.mail.mime;

/** UTF-7 (RFC 2152), which lets text hide its markup from those who do not know it. */
final class Utf7 {

    private Utf7() {}

    /** Decodes the first {@code length} octets; what is not UTF-7 is taken as Latin-1. */
    static String decode(byte[] octets, int length) {
        var text = new StringBuilder(length);
        int i = 0;
        while (i < length) {
            if (octets[i] != '+') {
                text.append((char) (octets[i++] & 0xff));
            } else if (i + 1 < length && octets[i + 1] == '-') {
                text.append('+');
                i += 2;
            } else {
                i = shifted(octets, i + 1, length, text);
            }
        }
        return text.toString();
    }

    /** {@return whether there is a stretch in base64 that gives characters} */
    static boolean isUsed(byte[] octets, int length) {
        for (int i = 0; i + 3 < length; i++) {
            if (octets[i] == '+'
                    && Base64Decoder.value(octets[i + 1]) >= 0
                    && Base64Decoder.value(octets[i + 2]) >= 0
                    && Base64Decoder.value(octets[i + 3]) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int shifted(byte[] octets, int from, int length, StringBuilder text) {
        int i = from;
        int bits = 0;
        int count = 0;
        while (i < length && Base64Decoder.value(octets[i]) >= 0) {
            bits = (bits << 6) | Base64Decoder.value(octets[i]);
            count += 6;
            if (count >= 16) {
                count -= 16;
                text.append((char) (bits >> count));
            }
            i++;
        }
        return i < length && octets[i] == '-' ? i + 1 : i;
    }
}
