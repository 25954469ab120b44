package dev.mailwarden.queue;

import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.BlobContent;
import dev.mailwarden.spool.StoredContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the queue writes into the spool. Replayed in order, the records give the queue again. */
sealed interface QueueRecord {

    JourneyId journey();

    /**
     * A message is in the queue; if it was there before, it has moved and this is its state now.
     *
     * @param origin whether the client could speak for the sender, so that the sender may be told
     * @param variants at least one; an entry names its variant by the place in this list
     * @param sequence of the next event of the journey
     */
    record Accepted(
            JourneyId journey,
            Instant at,
            Envelope envelope,
            Arrival.Origin origin,
            List<Variant> variants,
            int sequence)
            implements QueueRecord {

        public Accepted {
            variants = List.copyOf(variants);
        }

        /** Indexes of the recipients that have not ended. */
        List<Integer> pending() {
            return variants.size() == 1
                    ? variants.getFirst().pending()
                    : variants.stream().flatMap(variant -> variant.pending().stream()).toList();
        }
    }

    /**
     * A message as some recipients get it.
     *
     * @param pending indexes of those that have not ended, maybe none
     */
    record Variant(ContentShape content, List<Integer> pending) {

        public Variant {
            pending = List.copyOf(pending);
        }
    }

    /**
     * What is needed to read content again.
     *
     * @param blob its file, or empty if the content stands in the frame
     * @param offset in the content of the frame
     */
    record ContentShape(
            long length,
            StoredContent.Digest digest,
            ContentFacts facts,
            Optional<String> blob,
            int offset) {

        /**
         * The shapes of contents that stand in one frame, in this order.
         *
         * @param from where they begin in the content of the frame
         * @see dev.mailwarden.spool.Frame#contents
         */
        static List<ContentShape> of(List<StoredContent> contents, int from) {
            List<ContentShape> shapes = new ArrayList<>(contents.size());
            int offset = from;
            for (StoredContent content : contents) {
                Optional<String> blob =
                        content instanceof BlobContent file
                                ? Optional.of(file.name())
                                : Optional.empty();
                shapes.add(
                        new ContentShape(
                                content.length(),
                                content.digest(),
                                content.facts(),
                                blob,
                                blob.isPresent() ? 0 : offset));
                offset += blob.isPresent() ? 0 : Math.toIntExact(content.length());
            }
            return shapes;
        }
    }

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

    /**
     * Nothing is tried for these recipients until they are released.
     *
     * @param cause decides whether this ends by itself
     * @param at since when
     */
    record Held(
            JourneyId journey,
            List<Integer> recipients,
            HoldCause cause,
            Instant at,
            int sequence,
            String reason)
            implements QueueRecord {}

    /** These recipients are held no more. */
    record Released(JourneyId journey, List<Integer> recipients, int sequence)
            implements QueueRecord {}

    /** The sender was told that these recipients are late, and is not told again. */
    record Warned(JourneyId journey, List<Integer> recipients, int sequence)
            implements QueueRecord {}

    /**
     * What else stands in this frame is part of a batch, and counts once a later frame says that
     * the batch is complete; until then none of it ever was.
     *
     * @param journey of the batch
     */
    record Ahead(JourneyId journey) implements QueueRecord {}

    /** What stands in frames ahead of this one for the batch counts. */
    record Complete(JourneyId journey) implements QueueRecord {}

    /** A copy is in its store, and has to be entered there. */
    record Copied(CopyShelf.Copy copy) implements QueueRecord {

        @Override
        public JourneyId journey() {
            return copy.kept().id().journey();
        }
    }

    /** A copy was entered. */
    record Entered(CopyShelf.CopyName name) implements QueueRecord {

        @Override
        public JourneyId journey() {
            return name.id().journey();
        }
    }

    /** These recipients go this way, whatever the transport map says. */
    record Redirected(JourneyId journey, List<Integer> recipients, Route.Fixed route, int sequence)
            implements QueueRecord {}
}
