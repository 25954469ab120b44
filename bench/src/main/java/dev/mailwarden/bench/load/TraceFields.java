package dev.mailwarden.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The header fields that a relay puts on top of a message (RFC 5321 §4.4). */
public final class TraceFields {

    private static final Set<String> NAMES = Set.of("received", "return-path");

    private TraceFields() {}

    /** {@return whether the octets before {@code to} are whole trace fields and nothing else} */
    public static boolean fill(byte[] message, int to) {
        int at = 0;
        while (at < to) {
            int end = endOfLine(message, at, to);
            boolean whole = message[end - 1] == '\n';
            if (!whole || !(isContinuation(message, at) || isTrace(message, at, end))) {
                return false;
            }
            at = end;
        }
        return true;
    }

    /** The position after the next LF, at most {@code to}. */
    static int endOfLine(byte[] message, int at, int to) {
        int end = at;
        while (end < to && message[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, to);
    }

    /** A folded line; what it continues was looked at before. */
    private static boolean isContinuation(byte[] message, int at) {
        return at > 0 && (message[at] == ' ' || message[at] == '\t');
    }

    private static boolean isTrace(byte[] message, int at, int end) {
        int colon = at;
        while (colon < end && message[colon] != ':') {
            colon++;
        }
        String name = new String(message, at, colon - at, StandardCharsets.ISO_8859_1);
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
