package dev.mailwarden.decide;

import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.Set;

/**
 * What is known of a message beside what modules say.
 *
 * @param now the time of the judgement
 * @param inside places in the envelope of the recipients in domains of our own
 * @param subject decoded, one line; empty if there is none
 * @param messageId the value of Message-ID, empty if there is none
 */
public record Facts(
        JourneyId journey,
        Instant now,
        Envelope envelope,
        Arrival arrival,
        Sender sender,
        Set<Integer> inside,
        String subject,
        String messageId) {

    public Facts {
        inside = Set.copyOf(inside);
    }

    /**
     * Whether the sender may be told of what happened, as it is taken to be who it says (ACT-7).
     */
    public boolean isSenderVerified() {
        return arrival.origin() == Arrival.Origin.INSIDE || sender.isVouchedFor();
    }
}
