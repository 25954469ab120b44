package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.OriginalRecipient;
import java.time.Instant;
import java.util.Optional;

/**
 * What a notification says of one recipient (RFC 3464 §2.3).
 *
 * @param original what the sender gave as ORCPT
 * @param mailbox the recipient as it was served
 * @param remote the host that said {@code reply}, empty if none was reached
 * @param reply what the remote host said, code first; empty if there was no reply
 * @param reason our words for people; empty if the reply says it all
 * @param lastAttempt when it was last tried
 * @param retryUntil when it will be given up, for a delay
 */
public record ReportedRecipient(
        Optional<OriginalRecipient> original,
        Mailbox mailbox,
        Action action,
        EnhancedStatusCode status,
        Optional<Domain> remote,
        String reply,
        String reason,
        Optional<Instant> lastAttempt,
        Optional<Instant> retryUntil) {

    boolean isAscii() {
        return mailbox.isAscii()
                && original.map(o -> o.address().chars().allMatch(c -> c < 0x80)).orElse(true);
    }
}
