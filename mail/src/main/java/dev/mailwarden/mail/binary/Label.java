package dev.mailwarden.mail.binary;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.util.Locale;

/** What Content-Transfer-Encoding says of a body (RFC 2045 §6). */
enum Label {
    /** 7bit, 8bit, or nothing, which means 7bit: lines. */
    LINES,
    /** Any octets. */
    BINARY,
    /** base64 or quoted-printable: lines that stand for octets. */
    ENCODED,
    /** Nobody knows what the octets stand for. */
    UNKNOWN;

    static final String FIELD = "Content-Transfer-Encoding";

    /** Of a header; BINARY if one of several says so. */
    static Label of(HeaderBlock header) {
        Label last = LINES;
        for (HeaderField field : header.all(FIELD)) {
            last = of(field.value());
            if (last == BINARY) {
                return BINARY;
            }
        }
        return last;
    }

    private static Label of(String value) {
        int end = 0;
        while (end < value.length() && ";( \t".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return switch (value.substring(0, end).toLowerCase(Locale.ROOT)) {
            case "7bit", "8bit" -> LINES;
            case "binary" -> BINARY;
            case "base64", "quoted-printable" -> ENCODED;
            default -> UNKNOWN;
        };
    }
}
