package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Encoded words in header fields (RFC 2047), read leniently: in the middle of other words, within
 * quotes, cut in the middle of a character.
 */
@ForeignOctets
public final class EncodedWords {

    private EncodedWords() {}

    /** {@return the text with its encoded words decoded; what is none stays as it is} */
    public static String decode(String text) {
        int at = text.indexOf("=?");
        if (at < 0) {
            return text;
        }
        var decoded = new StringBuilder(text.length());
        var pending = new Sink();
        String charset = "";
        int done = 0;
        while (at >= 0) {
            Word word = Word.at(text, at);
            if (word.end() == 0) {
                at = text.indexOf("=?", at + 2);
                continue;
            }
            boolean goesOn =
                    charset.equalsIgnoreCase(word.charset()) && text.substring(done, at).isBlank();
            if (!goesOn) {
                flush(pending, charset, decoded);
                boolean betweenWords = !charset.isEmpty() && text.substring(done, at).isBlank();
                decoded.append(betweenWords ? "" : text.substring(done, at));
                charset = word.charset();
            }
            word.decode(pending);
            done = word.end();
            at = text.indexOf("=?", done);
        }
        flush(pending, charset, decoded);
        return decoded.append(text, done, text.length()).toString();
    }

    private static void flush(Sink octets, String charset, StringBuilder out) {
        if (!charset.isEmpty()) {
            out.append(Charsets.decode(octets.copy(), charset));
        }
        octets.clear();
    }

    /** {@param end behind the word, 0 if there is none} */
    private record Word(String charset, boolean base64, String payload, int end) {

        private static final Word NONE = new Word("", false, "", 0);

        static Word at(String text, int at) {
            int first = text.indexOf('?', at + 2);
            if (first < 0 || first + 2 >= text.length() || text.charAt(first + 2) != '?') {
                return NONE;
            }
            String encoding = text.substring(first + 1, first + 2).toLowerCase(Locale.ROOT);
            if (!encoding.equals("b") && !encoding.equals("q")) {
                return NONE;
            }
            int close = text.indexOf("?=", first + 3);
            if (close < 0) {
                return NONE;
            }
            String named = text.substring(at + 2, first);
            int language = named.indexOf('*'); // RFC 2231 §5
            return new Word(
                    language < 0 ? named : named.substring(0, language),
                    encoding.equals("b"),
                    text.substring(first + 3, close),
                    close + 2);
        }

        void decode(Sink out) {
            byte[] octets = payload.getBytes(StandardCharsets.UTF_8);
            if (base64) {
                var decoder = new Base64Decoder(Base64Decoder.Way.GROUPS);
                decoder.feed(octets, 0, octets.length, out);
                decoder.end(out);
                return;
            }
            for (int i = 0; i < octets.length; i++) {
                int high = i + 2 < octets.length ? hex(octets[i + 1]) : -1;
                int low = i + 2 < octets.length ? hex(octets[i + 2]) : -1;
                if (octets[i] == '=' && high >= 0 && low >= 0) {
                    out.put((high << 4) | low);
                    i += 2;
                } else {
                    out.put(octets[i] == '_' ? ' ' : octets[i]);
                }
            }
        }

        private static int hex(byte octet) {
            return QuotedPrintableDecoder.hex(octet, false);
        }
    }
}
