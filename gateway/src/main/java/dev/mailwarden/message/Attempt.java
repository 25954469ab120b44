package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.List;

/**
 * What came of one try to deliver a consignment.
 *
 * @param results one for each recipient of the consignment, in its order
 * @param routeDown no host of the route could be spoken to, so other messages for it need not try
 *     before the pause for dead destinations is over
 */
public record Attempt(List<Result> results, boolean routeDown) {

    public Attempt {
        results = List.copyOf(results);
    }

    /** The outcome for one recipient. */
    public sealed interface Result {

        HopFacts hop();

        /** The status that a notification would carry. */
        EnhancedStatusCode status();

        /** The hop's reply, or our words for what happened; printable, at most 1,000 characters. */
        String text();

        /** The hop has taken responsibility. */
        record Delivered(HopFacts hop, EnhancedStatusCode status, String text) implements Result {}

        /** To be tried again. */
        record Deferred(HopFacts hop, EnhancedStatusCode status, String text) implements Result {}

        /** Never to be tried again: the sender is told. */
        record Failed(HopFacts hop, EnhancedStatusCode status, String text) implements Result {}
    }
}
