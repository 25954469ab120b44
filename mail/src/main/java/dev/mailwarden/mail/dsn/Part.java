package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A part of a message that is not made of parts itself. */
final class Part {

    /** Characters of a line that are looked at. */
    static final int MAX_LINE = 2_000;

    private final MediaType type;

    /** Its content, without transfer encoding. */
    private final byte[] octets;

    private Part(MediaType type, byte[] octets) {
        this.type = type;
        this.octets = octets;
    }

    /** The part at a slice of a message, its header first. */
    static Part at(byte[] message, HeaderBlock header, int end) {
        String encoding =
                header.first("Content-Transfer-Encoding").map(HeaderField::value).orElse("7bit");
        byte[] body = Arrays.copyOfRange(message, Math.min(header.bodyStart(), end), end);
        return new Part(MediaType.of(header), TransferEncoding.decode(encoding, body));
    }

    /** {@return what its header says that it is, in lower case} */
    String type() {
        return type.name();
    }

    /** {@return the message that it encloses} */
    Notification enclosed() {
        return new Notification(octets, octets.length);
    }

    /** {@return its first lines, without their ends} */
    List<String> lines(int most) {
        String text = text();
        var lines = new ArrayList<String>();
        int from = 0;
        while (from < text.length() && lines.size() < most) {
            int feed = text.indexOf('\n', from);
            int end = feed < 0 ? text.length() : feed;
            int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            lines.add(text.substring(from, Math.min(last, from + MAX_LINE)));
            from = end + 1;
        }
        return lines;
    }

    private String text() {
        String label = type.parameter("charset").orElse("utf-8").strip();
        try {
            Charset charset = Charset.forName(label);
            return charset.equals(StandardCharsets.UTF_8)
                            || charset.equals(StandardCharsets.US_ASCII)
                    ? utf8OrLatin1()
                    : new String(octets, charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return utf8OrLatin1();
        }
    }

    private String utf8OrLatin1() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException _) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
