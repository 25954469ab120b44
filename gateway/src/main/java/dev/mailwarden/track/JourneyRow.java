package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.List;

/**
 * A journey in a list.
 *
 * @param begun the time in its id
 */
public record JourneyRow(
        JourneyId journey, Instant begun, JourneyFacts facts, List<RecipientState> recipients) {

    public JourneyRow {
        recipients = List.copyOf(recipients);
    }
}
