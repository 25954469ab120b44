package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import java.util.List;

/**
 * The envelope of a transaction (RFC 5321 §2.3.1).
 *
 * @param recipients in the order of the RCPT commands, at least one; a recipient is named by its
 *     index in this list for as long as the message lives
 */
public record Envelope(
        ReversePath reversePath, MailParameters parameters, List<Recipient> recipients) {

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }
}
