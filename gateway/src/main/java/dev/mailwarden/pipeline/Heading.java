package dev.mailwarden.pipeline;

import dev.mailwarden.decide.Facts;
import dev.mailwarden.mail.mime.AddressField;
import dev.mailwarden.mail.mime.EncodedWords;
import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Content;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What rules and people see of the header of a message, read without its body.
 *
 * @param subject decoded, one line, at most {@value #MAX_SUBJECT} characters; empty if there is
 *     none
 * @param from all mailboxes of all From fields
 * @param claimed what of our own fields it came with
 */
record Heading(String subject, List<Mailbox> from, Set<String> claimed) {

    static final int MAX_SUBJECT = 500;

    /** The longest Message-ID that is kept (RFC 5322 §2.1.1). */
    private static final int MAX_MESSAGE_ID = 998;

    /** Nearly every header is shorter. */
    private static final int FIRST_LOOK = 16 * 1024;

    /** From fields that are looked at; there should be one. */
    private static final int MAX_FROM = 100;

    static Heading of(Content content) throws IOException {
        HeaderBlock header = header(content);
        return new Heading(
                header.first("Subject").map(Heading::subject).orElse(""),
                header.all("From").stream()
                        .limit(MAX_FROM)
                        .map(HeaderField::value)
                        .flatMap(value -> AddressField.mailboxes(value).stream())
                        .distinct()
                        .toList(),
                Facts.claimedIn(header));
    }

    /** {@return the value of Message-ID, as a session notes it; empty if there is none} */
    static String messageId(Content content) throws IOException {
        return header(content)
                .first("Message-ID")
                .map(field -> field.value().strip())
                .map(value -> value.substring(0, Math.min(MAX_MESSAGE_ID, value.length())))
                .orElse("");
    }

    private static HeaderBlock header(Content content) throws IOException {
        try (Content.Reader reader = content.open()) {
            HeaderBlock first = read(reader, Math.min(FIRST_LOOK, content.length()));
            boolean whole = first.bodyStart() < FIRST_LOOK;
            return whole ? first : read(reader, Math.min(HeaderBlock.MAX_OCTETS, content.length()));
        }
    }

    private static HeaderBlock read(Content.Reader reader, long count) throws IOException {
        byte[] octets = new byte[(int) count];
        reader.read(0, octets, 0, octets.length);
        return HeaderBlock.read(octets);
    }

    private static String subject(HeaderField field) {
        String decoded = EncodedWords.decode(field.value());
        var line = new StringBuilder(Math.min(decoded.length(), MAX_SUBJECT));
        decoded.codePoints()
                .limit(MAX_SUBJECT)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        int end = Math.min(line.length(), MAX_SUBJECT);
        if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end).strip();
    }
}
