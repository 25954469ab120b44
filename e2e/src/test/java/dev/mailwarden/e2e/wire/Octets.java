package dev.mailwarden.e2e.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Octets written as text in test data, and made ready for the wire. */
public final class Octets {

    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]+)\\*(\\d+)\\}");

    private Octets() {}

    /**
     * Reads text with the escapes {@code \r \n \t \0 \\ \xHH} and the repetition {@code {x*1000}};
     * all else stands for its UTF-8 octets.
     */
    public static byte[] parse(String text) {
        String expanded =
                REPEATED.matcher(text)
                        .replaceAll(match ->
                                Matcher.quoteReplacement(
                                        match.group(1).repeat(Integer.parseInt(match.group(2)))));
        var octets = new ByteArrayOutputStream(expanded.length());
        int at = 0;
        while (at < expanded.length()) {
            if (expanded.charAt(at) == '\\') {
                at += escape(expanded, at, octets);
            } else {
                int codePoint = expanded.codePointAt(at);
                octets.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
                at += Character.charCount(codePoint);
            }
        }
        return octets.toByteArray();
    }

    /** Writes one escaped octet and returns how many characters its escape has. */
    private static int escape(String text, int at, ByteArrayOutputStream octets) {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (kind == 'x') {
            octets.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
            return 4;
        }
        int index = "rnt0\\".indexOf(kind);
        if (index < 0) {
            throw new IllegalArgumentException("unknown escape \\" + kind + " in " + text);
        }
        octets.write("\r\n\t\0\\".charAt(index));
        return 2;
    }

    /** Shows octets so that {@link #parse} would read them back. */
    public static String show(byte[] octets) {
        var text = new StringBuilder(octets.length);
        for (byte octet : octets) {
            switch (octet) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (octet >= 0x20 && octet < 0x7f) {
                        text.append((char) octet);
                    } else {
                        text.append("\\x%02x".formatted(octet & 0xff));
                    }
                }
            }
        }
        return text.toString();
    }

    /** Turns every LF that has no CR before it into CRLF, as files in the repository need. */
    public static byte[] withNetworkLineEnds(byte[] text) {
        return latin1(text).replaceAll("(?<!\r)\n", "\r\n").getBytes(ISO_8859_1);
    }

    /**
     * A message as DATA carries it: dots stuffed, CRLF at the end if it has none, final dot (RFC
     * 5321 §4.5.2).
     */
    public static byte[] stuffed(byte[] message) {
        String text = latin1(message).replaceAll("(?<=\\A|\r\n)\\.", "..");
        String end = text.isEmpty() || text.endsWith("\r\n") ? ".\r\n" : "\r\n.\r\n";
        return (text + end).getBytes(ISO_8859_1);
    }

    /** Octets as characters of the same number. */
    public static String latin1(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }
}
