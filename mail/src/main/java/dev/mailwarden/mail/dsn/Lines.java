package dev.mailwarden.mail.dsn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Lines ending in CRLF, made of text that may come from a stranger. */
final class Lines {

    /** Characters of a line where it can be broken at a space (RFC 5322 §2.1.1). */
    private static final int WIDTH = 76;

    /** Characters of a word, so that a line keeps 998 octets even if all are UTF-8. */
    private static final int MAX_WORD = 300;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(2_000);

    /** Adds a header field, folded where it is long. */
    Lines field(String name, String value) {
        return wrapped(name + ": " + value, " ");
    }

    /** Adds a paragraph, broken where it is long. */
    Lines text(String text) {
        return wrapped(text, "");
    }

    Lines blank() {
        return add("\r\n");
    }

    /** Adds octets as they are. */
    Lines raw(byte[] content) {
        octets.writeBytes(content);
        return this;
    }

    byte[] octets() {
        return octets.toByteArray();
    }

    private Lines wrapped(String text, String indent) {
        int column = 0;
        for (String word : oneLine(text).split(" ", -1)) {
            String piece = word.length() > MAX_WORD ? word.substring(0, MAX_WORD) : word;
            if (column > 0 && column + 1 + piece.length() > WIDTH && !piece.isEmpty()) {
                add("\r\n" + indent);
                column = indent.length();
            } else if (column > 0) {
                add(" ");
                column++;
            }
            add(piece);
            column += piece.length();
        }
        return add("\r\n");
    }

    /** Nothing in the text may end a line or a field. */
    private static String oneLine(String text) {
        return text.codePoints()
                .map(c -> endsLine(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    private static boolean endsLine(int codePoint) {
        return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
    }

    private Lines add(String text) {
        octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
