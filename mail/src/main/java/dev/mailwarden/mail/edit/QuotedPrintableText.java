package dev.mailwarden.mail.edit;

import java.io.ByteArrayOutputStream;

/** Writes octets of a text in quoted-printable (RFC 2045 §6.7). */
final class QuotedPrintableText {

    private static final int MAX_LINE = 76;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};

    private QuotedPrintableText() {}

    /** Line ends, as CRLF or LF, become CRLF; all other octets come out as they went in. */
    static byte[] encode(byte[] text) {
        var out = new ByteArrayOutputStream(text.length + text.length / 8);
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            int ending = lineEnd(text, i);
            if (ending > 0) {
                out.write('\r');
                out.write('\n');
                column = 0;
                i += ending - 1;
                continue;
            }
            boolean last = i + 1 == text.length || lineEnd(text, i + 1) > 0;
            boolean plain = isPlain(text[i], column, last);
            int width = plain ? 1 : 3;
            if (column + width > (last ? MAX_LINE : MAX_LINE - 1)) {
                out.writeBytes(SOFT_BREAK);
                column = 0;
                plain = isPlain(text[i], 0, last);
                width = plain ? 1 : 3;
            }
            if (plain) {
                out.write(text[i]);
            } else {
                out.write('=');
                out.write(HEX[(text[i] >> 4) & 0xf]);
                out.write(HEX[text[i] & 0xf]);
            }
            column += width;
        }
        return out.toByteArray();
    }

    /** Octets of the line end at a place, 0 if there is none. */
    private static int lineEnd(byte[] text, int at) {
        if (text[at] == '\n') {
            return 1;
        }
        return text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n' ? 2 : 0;
    }

    /** At the start of a line a dash could make a delimiter, a dot or an F trouble on the way. */
    private static boolean isPlain(byte octet, int column, boolean last) {
        if (isBlank(octet)) {
            return !last;
        }
        boolean risky = column == 0 && (octet == '-' || octet == '.' || octet == 'F');
        return octet > ' ' && octet < 0x7f && octet != '=' && !risky;
    }

    /**
     * {@return where in a quoted-printable body a decoded octet begins} Before blanks that end a
     * line, which decoders pass over (RFC 2045 §6.7, rule 3).
     */
    static long encodedOffset(byte[] body, long decodedOffset) {
        long decoded = 0;
        int at = 0;
        while (at < body.length) {
            int soft = softBreak(body, at);
            if (soft > 0) {
                at += soft;
            } else if (decoded == decodedOffset) {
                return at;
            } else if (isBlank(body[at])) {
                int end = blanksEnd(body, at);
                boolean passedOver = end < body.length && (body[end] == '\r' || body[end] == '\n');
                if (!passedOver && decodedOffset - decoded < end - at) {
                    return at + decodedOffset - decoded;
                }
                decoded += passedOver ? 0 : end - at;
                at = end;
            } else {
                at += isEscape(body, at) ? 3 : 1;
                decoded++;
            }
        }
        return at;
    }

    private static int blanksEnd(byte[] body, int from) {
        int end = from;
        while (end < body.length && isBlank(body[end])) {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isEscape(byte[] body, int at) {
        return body[at] == '='
                && at + 2 < body.length
                && Character.digit(body[at + 1], 16) >= 0
                && Character.digit(body[at + 2], 16) >= 0;
    }

    /** Octets of a line end that is none (RFC 2045 §6.7, rule 5), 0 if there is none. */
    private static int softBreak(byte[] body, int at) {
        if (body[at] != '=') {
            return 0;
        }
        int end = blanksEnd(body, at + 1);
        int ending = end < body.length ? lineEnd(body, end) : 0;
        return ending > 0 ? end + ending - at : 0;
    }
}
