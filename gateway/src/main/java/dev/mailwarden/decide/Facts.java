package dev.mailwarden.decide;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of a message beside what modules say.
 *
 * @param now the time of the judgement
 * @param inside places in the envelope of the recipients in domains of our own
 * @param subject decoded, one line; empty if there is none
 * @param messageId the value of Message-ID, empty if there is none
 * @param claimed beginnings of names of fields that only we write and that the header may have come
 *     with; see {@link #claimedIn}
 */
public record Facts(
        JourneyId journey,
        Instant now,
        Envelope envelope,
        Arrival arrival,
        Sender sender,
        Set<Integer> inside,
        String subject,
        String messageId,
        Set<String> claimed) {

    public Facts {
        inside = Set.copyOf(inside);
        claimed = Set.copyOf(claimed);
    }

    /**
     * {@return what of our own fields a header came with} Nobody else may speak for us, so they go.
     * A header that was not read to its end may have any.
     */
    public static Set<String> claimedIn(HeaderBlock header) {
        return Marks.FAMILIES.stream()
                .filter(family -> !header.isComplete() || !header.allBeginning(family).isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * Whether the sender may be told of what happened, as it is taken to be who it says (ACT-7).
     */
    public boolean isSenderVerified() {
        return arrival.origin() == Arrival.Origin.INSIDE || sender.isVouchedFor();
    }
}
