package dev.mailwarden.mail.edit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text of ours that goes into a message, in both its forms.
 *
 * @param text its plain form, lines ending in LF
 * @param html a fragment without html and body elements; made from the text if none is given
 */
record Notice(String text, String html) {

    private static final int MAX_LINE = 998;

    static Notice of(String text, String html) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').stripTrailing();
        return new Notice(lines, html.isBlank() ? paragraph(lines) : html.strip());
    }

    /** This above another. */
    Notice above(Notice other) {
        return new Notice(text + "\n\n" + other.text, html + "\n" + other.html);
    }

    private static String paragraph(String lines) {
        return "<p>"
                + lines.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("\n", "<br>\n")
                + "</p>";
    }

    /** The fragment in US-ASCII, so that it says the same in nearly every charset. */
    String asciiHtml() {
        var ascii = new StringBuilder(html.length());
        html.codePoints()
                .forEach(point -> {
                    if (point < 0x80) {
                        ascii.append((char) point);
                    } else {
                        ascii.append("&#").append(point).append(';');
                    }
                });
        return ascii.toString();
    }

    /** Lines that none is flowed into another of (RFC 3676 §4.4). */
    String fixedLines() {
        var fixed = new StringBuilder(text.length() + 16);
        for (String line : text.split("\n", -1)) {
            String kept = line.equals("-- ") ? line : line.stripTrailing();
            boolean stuffed =
                    kept.startsWith(" ") || kept.startsWith(">") || kept.startsWith("From ");
            fixed.append(stuffed ? " " : "").append(kept).append('\n');
        }
        return fixed.substring(0, fixed.length() - 1);
    }

    /** {@return it as a part, header and body without a last line end} */
    byte[] asPart(String boundary) {
        return asPart(boundary, html.equals(paragraph(text)));
    }

    /** {@return the same in its plain form only, or in both} */
    byte[] asPart(String boundary, boolean plain) {
        if (plain) {
            return part("text/plain", text, Optional.of("inline"));
        }
        var part = new ByteArrayOutputStream();
        part.writeBytes(
                ascii(
                        "Content-Type: multipart/alternative; boundary=\""
                                + boundary
                                + "\"\r\n\r\n--"
                                + boundary
                                + "\r\n"));
        part.writeBytes(part("text/plain", text, Optional.empty()));
        part.writeBytes(ascii("\r\n--" + boundary + "\r\n"));
        part.writeBytes(part("text/html", html, Optional.empty()));
        part.writeBytes(ascii("\r\n--" + boundary + "--"));
        return part.toByteArray();
    }

    /** {@return a text as a part in UTF-8, header and body without a last line end} */
    static byte[] part(String type, String text, Optional<String> disposition) {
        var part = new ByteArrayOutputStream();
        byte[] octets = text.replace("\r\n", "\n").stripTrailing().getBytes(StandardCharsets.UTF_8);
        boolean plain = isSevenBit(octets) && longestLine(octets) <= 76 && !hasDashes(octets);
        part.writeBytes(
                ascii(
                        "Content-Type: "
                                + type
                                + "; charset=utf-8\r\nContent-Transfer-Encoding: "
                                + (plain ? "7bit" : "quoted-printable")
                                + "\r\n"
                                + disposition
                                        .map(how -> "Content-Disposition: " + how + "\r\n")
                                        .orElse("")
                                + "\r\n"));
        part.writeBytes(
                plain
                        ? text.replace("\r\n", "\n")
                                .stripTrailing()
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.UTF_8)
                        : QuotedPrintableText.encode(octets));
        return part.toByteArray();
    }

    /** Whether lines begin like delimiters, which strangers choose. */
    static boolean hasDashes(byte[] octets) {
        for (int i = 0; i + 1 < octets.length; i++) {
            if (octets[i] == '-' && octets[i + 1] == '-' && (i == 0 || octets[i - 1] == '\n')) {
                return true;
            }
        }
        return false;
    }

    static boolean isSevenBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet <= 0 || (octet < ' ' && octet != '\t' && octet != '\r' && octet != '\n')) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line has more octets than mail may have (RFC 5322 §2.1.1). */
    static boolean hasLongLine(byte[] octets) {
        return longestLine(octets) > MAX_LINE;
    }

    private static int longestLine(byte[] octets) {
        int longest = 0;
        int start = 0;
        for (int i = 0; i <= octets.length; i++) {
            if (i == octets.length || octets[i] == '\n') {
                longest = Math.max(longest, i - start);
                start = i + 1;
            }
        }
        return longest;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
