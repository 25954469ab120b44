package dev.mailwarden.mail.binary;

import java.nio.charset.StandardCharsets;

/** What becomes of the body of an entity. */
enum Form {
    /** It stays as it is, and so does its header. */
    KEEP(""),
    /** It is found to be lines of ASCII. */
    SEVEN_BIT("7bit"),
    /** It is found to be lines. */
    EIGHT_BIT("8bit"),
    /** It is encoded. */
    BASE64("base64");

    private final String encoding;

    Form(String encoding) {
        this.encoding = encoding;
    }

    /** The field that says so. */
    byte[] field() {
        return (Label.FIELD + ": " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The octets of a body in this form; each line of base64 but the last ends in CRLF. */
    long length(long octets) {
        if (this != BASE64 || octets == 0) {
            return octets;
        }
        long characters = (octets + 2) / 3 * 4;
        return characters + (characters - 1) / 76 * 2;
    }
}
