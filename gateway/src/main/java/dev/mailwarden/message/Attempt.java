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

        /**
         * The hop has taken responsibility.
         *
         * @param custody who tells the sender of what comes next
         * @param converted parts were encoded anew, since the hop takes no binary mail
         */
        record Delivered(
                HopFacts hop,
                EnhancedStatusCode status,
                String text,
                Custody custody,
                boolean converted)
                implements Result {

            /** Delivered as it was. */
            public Delivered(
                    HopFacts hop, EnhancedStatusCode status, String text, Custody custody) {
                this(hop, status, text, custody, false);
            }
        }

        /** To be tried again. */
        record Deferred(HopFacts hop, EnhancedStatusCode status, String text) implements Result {}

        /** Never to be tried again: the sender is told. */
        record Failed(HopFacts hop, EnhancedStatusCode status, String text) implements Result {}
    }

    /** What took over a message, as far as reports to its sender are concerned (RFC 3461 §5.2). */
    public enum Custody {
        /** A host that was given the parameters of DSN: reports are its to send. */
        REPORTING_HOST,
        /** A host without DSN: nobody after it may ever report. */
        SILENT_HOST,
        /** The recipient's mailbox. */
        MAILBOX
    }
}
