package dev.mailwarden.queue;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.spool.StoredContent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the queue writes into the spool. Replayed in order, the records give the queue again. */
sealed interface QueueRecord {

    JourneyId journey();

    /**
     * A message is in the queue; if it was there before, it has moved and this is its state now.
     *
     * @param pending indexes of the recipients that have not ended
     * @param sequence of the next event of the journey
     */
    record Accepted(
            JourneyId journey,
            Instant at,
            ContentShape content,
            Envelope envelope,
            List<Integer> pending,
            int sequence)
            implements QueueRecord {}

    /**
     * What is needed to read content again.
     *
     * @param blob its file, or empty if the content stands in the frame
     */
    record ContentShape(
            long length, StoredContent.Digest digest, ContentFacts facts, Optional<String> blob) {}

    /**
     * These recipients have ended.
     *
     * @param sequence of the next event of the journey
     */
    record Ended(JourneyId journey, Outcome outcome, List<Integer> recipients, int sequence)
            implements QueueRecord {}

    /** These recipients are to be tried again. */
    record Deferred(
            JourneyId journey,
            List<Integer> recipients,
            int failures,
            Instant nextAttempt,
            int sequence,
            String reason)
            implements QueueRecord {}
}
