package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.MailDate;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.mail.smtp.Mailbox;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A message that the product itself writes to people, such as a notification.
 *
 * @param fromName the name beside the address that it comes from
 * @param to at least one
 * @param html a fragment without html and body elements; empty for none
 * @param messageId without angle brackets
 */
public record OwnMessage(
        Mailbox from,
        String fromName,
        List<Mailbox> to,
        String subject,
        String text,
        String html,
        String messageId,
        Instant at) {

    private static final String LINE_END = "\r\n";

    public OwnMessage {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("a message to nobody");
        }
        if (!messageId.matches("[A-Za-z0-9._=+-]+@[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("not a message identifier: " + messageId);
        }
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** Whether its transaction needs SMTPUTF8 (RFC 6531 §3.4): an address in its header does. */
    public boolean needsSmtpUtf8() {
        return !from.isAscii() || !to.stream().allMatch(Mailbox::isAscii);
    }

    /**
     * {@return its octets, lines ending in CRLF}
     *
     * @param original goes with it octet for octet
     * @param random must not be foreseeable by strangers, since boundaries are made of it
     */
    public Octets octets(Optional<Original> original, RandomGenerator random) {
        String boundary = Wrapping.boundary(random);
        byte[] body = Notice.of(text, html).asPart(boundary, html.isBlank());
        if (original.isEmpty()) {
            return Octets.of(joined(header(), body, bytes(LINE_END)));
        }
        String outer = Wrapping.boundary(random);
        Original enclosed = original.get();
        String encoding = enclosed.encoding();
        String type =
                "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n".formatted(outer)
                        + "Content-Transfer-Encoding: %s\r\n\r\n--%s\r\n"
                                .formatted(encoding, outer);
        String part =
                "\r\n--%s\r\nContent-Type: %s\r\n".formatted(outer, enclosed.mediaType())
                        + "Content-Transfer-Encoding: %s\r\n".formatted(encoding)
                        + "Content-Disposition: attachment\r\n\r\n";
        byte[] before = joined(header(), bytes(type), body, bytes(part));
        byte[] behind = bytes("\r\n--%s--\r\n".formatted(outer));
        long end = enclosed.octets().length();
        return Splices.of(
                        List.of(
                                Splice.of(new Range(0, 0), before),
                                Splice.of(new Range(end, end), behind)))
                .over(enclosed.octets());
    }

    /** All fields but those of the content. */
    private byte[] header() {
        boolean utf8 = needsSmtpUtf8();
        String addressees =
                to.stream().map(box -> "<" + box + ">").collect(Collectors.joining(", "));
        String author = FieldText.isAscii(fromName) ? fromName : EncodedText.words(fromName, false);
        return bytes(
                FieldText.field("Date", MailDate.format(at), utf8)
                        + FieldText.field("From", author + " <" + from + ">", utf8)
                        + FieldText.field("To", addressees, utf8)
                        + FieldText.field("Subject", subject, utf8)
                        + FieldText.field("Message-ID", "<" + messageId + ">", utf8)
                        + FieldText.field("Auto-Submitted", "auto-generated", utf8) // RFC 3834 §5
                        + FieldText.field("MIME-Version", "1.0", utf8));
    }

    private static byte[] joined(byte[]... pieces) {
        var all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
