package dev.mailwarden.keep;

import dev.mailwarden.storage.Storable;
import java.time.Instant;
import java.util.List;

/**
 * One time that a kept copy was sent to somebody.
 *
 * @param by the account that asked for it, or the rule
 * @param outcome what became of it
 */
public record Handover(Instant at, List<String> recipients, String by, String outcome) {

    public Handover {
        recipients = recipients.stream().map(Storable::text).toList();
        by = Storable.text(by);
        outcome = Storable.text(outcome);
    }
}
