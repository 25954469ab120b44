package dev.mailwarden.track;

import dev.mailwarden.storage.Storable;

/**
 * How a journey stands for one recipient.
 *
 * @param outcome queued, refused, put-off, quarantined, discarded, delivered, deferred, bounced,
 *     held or removed
 * @param text the last answer or reason
 * @param rule name of the one that decided, empty if none did
 * @param action that it took
 */
public record RecipientState(
        String recipient, String outcome, String text, String rule, String action) {

    public RecipientState {
        recipient = Storable.text(recipient);
        outcome = Storable.text(outcome);
        text = Storable.text(text);
        rule = Storable.text(rule);
        action = Storable.text(action);
    }
}
