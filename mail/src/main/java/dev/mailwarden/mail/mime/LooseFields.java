package dev.mailwarden.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of a field in a header that is broken: wherever its name stands at the beginning of a
 * line, behind white space or a lone carriage return, with any number of colons or none.
 */
final class LooseFields {

    private static final int MAX_VALUES = 10;

    private LooseFields() {}

    static List<String> values(byte[] octets, String name) {
        byte[] word = LineTokens.ascii(name);
        var values = new ArrayList<String>();
        for (int i = 0; i + word.length < octets.length && values.size() < MAX_VALUES; i++) {
            if (LineTokens.startsWith(octets, i, octets.length, word) && isLineStart(octets, i)) {
                int from = behindColons(octets, i + word.length);
                int to = end(octets, from);
                String value = new String(octets, from, to - from, StandardCharsets.UTF_8);
                values.add(value.replaceAll("[\r\n\0]+", "").strip());
                i = to - 1;
            }
        }
        return values;
    }

    /** Whether only white space stands between {@code i} and what some take for a line end. */
    private static boolean isLineStart(byte[] octets, int i) {
        int before = i - 1;
        while (before >= 0
                && octets[before] >= 0
                && octets[before] <= ' '
                && octets[before] != '\n'
                && octets[before] != '\r') {
            before--;
        }
        return before < 0 || octets[before] == '\n' || octets[before] == '\r';
    }

    private static int behindColons(byte[] octets, int from) {
        int i = from;
        while (i < octets.length && (LineTokens.isBlank(octets[i]) || octets[i] == ':')) {
            i++;
        }
        return i;
    }

    /** Where a value ends that may be folded. */
    private static int end(byte[] octets, int from) {
        int i = from;
        while (i < octets.length) {
            boolean lineEnd = octets[i] == '\n' || octets[i] == '\r';
            boolean wholeEnd = octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            int next = wholeEnd ? i + 2 : i + 1;
            if (lineEnd
                    && i > from
                    && (next >= octets.length || !LineTokens.isBlank(octets[next]))) {
                return i;
            }
            i = next;
        }
        return Math.min(i, octets.length);
    }
}
