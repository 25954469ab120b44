package dev.mailwarden.mail.mime;

import java.nio.charset.StandardCharsets;

/** Values in percents with a charset before them (RFC 2231 §4). */
final class PercentText {

    private PercentText() {}

    /** Whether there is a charset and a language before the value, either of which may be empty. */
    static boolean hasCharset(String value) {
        int first = value.indexOf('\'');
        return first >= 0 && value.indexOf('\'', first + 1) > first;
    }

    /** {@return the value, in the charset that it names or in UTF-8} */
    static String decode(String value) {
        if (!hasCharset(value)) {
            return decode(value, "");
        }
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        return decode(value.substring(second + 1), value.substring(0, first));
    }

    static String decode(String text, String charset) {
        return Charsets.decode(octets(text), charset.isEmpty() ? "utf-8" : charset);
    }

    static byte[] octets(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        var out = new Sink();
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length ? QuotedPrintableDecoder.hex(in[i + 1], false) : -1;
            int low = i + 2 < in.length ? QuotedPrintableDecoder.hex(in[i + 2], false) : -1;
            if (in[i] == '%' && high >= 0 && low >= 0) {
                out.put((high << 4) | low);
                i += 2;
            } else {
                out.put(in[i]);
            }
        }
        return out.copy();
    }
}
