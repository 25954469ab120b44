package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A notification about the fate of a message, complete but for its form.
 *
 * <p>It is sent with the null reverse-path (RFC 3461 §6.1).
 *
 * @param host the host that reports
 * @param from whom people may write to about it
 * @param to the reverse-path of the message reported on
 * @param messageId of the notification itself, without angle brackets
 * @param at when it is written
 * @param envid the sender's envelope identifier (RFC 3461 §4.4), decoded
 * @param arrived when the message was taken
 * @param recipients at least one
 * @param remark more that people should know, empty if there is nothing
 * @param returned what goes back of the message
 */
public record DeliveryReport(
        Domain host,
        Mailbox from,
        Mailbox to,
        String messageId,
        Instant at,
        Optional<String> envid,
        Instant arrived,
        List<ReportedRecipient> recipients,
        String remark,
        Returned returned) {

    public DeliveryReport {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a report needs a recipient");
        }
        if (!messageId.matches("[A-Za-z0-9._=+-]+@[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("not a message identifier: " + messageId);
        }
    }

    /** {@return the message: header and body, lines ending in CRLF} */
    public byte[] octets() {
        return new ReportWriter(this).write();
    }

    /** Whether its transaction needs SMTPUTF8 (RFC 6531 §3.4): an address in its header does. */
    public boolean needsSmtpUtf8() {
        return !to.isAscii() || !from.isAscii();
    }

    boolean has(Action action) {
        return recipients.stream().anyMatch(recipient -> recipient.action() == action);
    }
}
