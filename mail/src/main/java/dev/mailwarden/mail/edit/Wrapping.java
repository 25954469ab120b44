package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Puts texts beside the whole of a message: it becomes one part of a multipart/mixed, with the
 * fields that describe it and its body octet for octet, so that a signature of it stays good.
 */
final class Wrapping {

    private static final String LINE_END = "\r\n";

    private Wrapping() {}

    /** {@return what to replace} */
    static List<Splice> around(
            Part root, Optional<Notice> top, Optional<Notice> bottom, RandomGenerator random)
            throws IOException {
        String boundary = boundary(random);
        HeaderText header = HeaderText.of(root);
        byte[] inner = header.contentFields();
        header.deleteContentFields();
        header.requireMime();
        header.append("Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n");
        encoding(header).ifPresent(header::append);
        var before = new ByteArrayOutputStream();
        before.writeBytes(header.octets());
        if (top.isPresent()) {
            write(before, "--" + boundary + LINE_END);
            before.writeBytes(top.get().asPart(boundary(random)));
            write(before, LINE_END);
        }
        write(before, "--" + boundary + LINE_END);
        before.writeBytes(inner);
        write(before, LINE_END);
        var behind = new ByteArrayOutputStream();
        if (bottom.isPresent()) {
            write(behind, LINE_END + "--" + boundary + LINE_END);
            behind.writeBytes(bottom.get().asPart(boundary(random)));
        }
        write(behind, LINE_END + "--" + boundary + "--" + LINE_END);
        return List.of(
                Splice.of(root.headerRange(), before.toByteArray()),
                Splice.insertion(root.range().end(), behind.toByteArray()));
    }

    /** A multipart must admit what is within it (RFC 2045 §6.4). */
    private static Optional<String> encoding(HeaderText header) {
        return header.came()
                .first("Content-Transfer-Encoding")
                .map(field -> field.value().toLowerCase(Locale.ROOT))
                .filter(written -> written.equals("8bit") || written.equals("binary"))
                .map(written -> "Content-Transfer-Encoding: " + written + LINE_END);
    }

    /** One that nobody who wrote the message could know: 120 bits by chance. */
    static String boundary(RandomGenerator random) {
        return "=_mw_%015x%015x".formatted(random.nextLong() >>> 4, random.nextLong() >>> 4);
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
