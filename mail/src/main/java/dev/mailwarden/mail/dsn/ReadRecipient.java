package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.time.Instant;
import java.util.Optional;

/**
 * What a notification says of one recipient. What it does not say is empty, never guessed: only a
 * missing action follows from the class of the status, and a missing status from the reply that is
 * quoted. A reply without enhanced status gives its class alone, such as 5.0.0.
 *
 * @param finalRecipient the recipient as it was served; empty if it is named nowhere
 * @param originalRecipient what the sender of the message gave as ORCPT
 * @param diagnostic the words of the host that refused, in one line, cut where they are long
 * @param remoteMta the host that was spoken to
 * @param retryUntil when it will be given up
 */
public record ReadRecipient(
        Optional<RecipientAddress> finalRecipient,
        Optional<RecipientAddress> originalRecipient,
        Optional<ReadAction> action,
        Optional<EnhancedStatusCode> status,
        Optional<String> diagnostic,
        Optional<String> remoteMta,
        Optional<Instant> retryUntil) {

    /** {@return the final recipient, or the original one where that is all that is said} */
    public Optional<RecipientAddress> address() {
        return finalRecipient.or(() -> originalRecipient);
    }

    /** One of whom a text for people tells. */
    static ReadRecipient told(
            Optional<String> address, ReadAction action, Optional<EnhancedStatusCode> status) {
        return new ReadRecipient(
                address.map(a -> new RecipientAddress(RecipientAddress.RFC_822, a)),
                Optional.empty(),
                Optional.of(action),
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
