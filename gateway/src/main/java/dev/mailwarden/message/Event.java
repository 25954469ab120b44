package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened on a journey. (journey, sequence) names an event, so that writing one
 * twice changes nothing.
 */
public sealed interface Event {

    JourneyId journey();

    /** 0 for the first event of a journey, then upwards; may skip. */
    int sequence();

    Instant at();

    /** A message was accepted: the 250 is a promise from here on. */
    record Received(
            JourneyId journey,
            int sequence,
            Instant at,
            Arrival arrival,
            Envelope envelope,
            long octets,
            ContentFacts facts,
            String messageId)
            implements Event {}

    /**
     * A connection, a command or a message was refused by the SMTP edge or the pipeline.
     *
     * @param user the account that somebody tried to log in to; a name that is none is not kept,
     *     for people type passwords into that field
     * @param command the step that was refused: connect, xclient, auth, mail, rcpt, data, message,
     *     or session for one that was ended
     */
    record Refused(
            JourneyId journey,
            int sequence,
            Instant at,
            String listener,
            InetAddress client,
            String helo,
            Optional<String> user,
            Optional<ReversePath> reversePath,
            Optional<Mailbox> recipient,
            String command,
            int code,
            EnhancedStatusCode status,
            String text)
            implements Event {}

    /**
     * The next hop took responsibility for these recipients.
     *
     * @param converted parts were encoded anew, since the hop takes no binary mail
     */
    record Delivered(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            HopFacts hop,
            EnhancedStatusCode status,
            String text,
            Duration age,
            boolean converted)
            implements Event {

        /** Delivered as it was. */
        public Delivered(
                JourneyId journey,
                int sequence,
                Instant at,
                List<Mailbox> recipients,
                HopFacts hop,
                EnhancedStatusCode status,
                String text,
                Duration age) {
            this(journey, sequence, at, recipients, hop, status, text, age, false);
        }
    }

    /** An attempt failed for now. */
    record Deferred(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            HopFacts hop,
            EnhancedStatusCode status,
            String text,
            Instant nextAttempt)
            implements Event {}

    /**
     * Given up for these recipients.
     *
     * @param notification journey of the notification, empty when none may be sent
     */
    record Bounced(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            HopFacts hop,
            EnhancedStatusCode status,
            String text,
            Optional<JourneyId> notification)
            implements Event {}

    /**
     * Nothing is tried any more for these recipients until somebody decides.
     *
     * @param by who held them, empty if they failed and the sender may not be told
     * @param notification journey of the report to the postmaster, empty when there is none
     */
    record Held(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            EnhancedStatusCode status,
            String text,
            String by,
            Optional<JourneyId> notification)
            implements Event {}

    /** Held recipients are tried again. */
    record Released(
            JourneyId journey, int sequence, Instant at, List<Mailbox> recipients, String by)
            implements Event {}

    /** An administrator sends these recipients another way. */
    record Redirected(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            String route,
            String by)
            implements Event {}

    /**
     * The sender is told of a success or a delay.
     *
     * @param notification journey of the report
     */
    record Reported(
            JourneyId journey,
            int sequence,
            Instant at,
            List<Mailbox> recipients,
            Told told,
            JourneyId notification)
            implements Event {

        /** Of what. */
        public enum Told {
            SUCCESS,
            DELAY
        }
    }

    /** An administrator deleted these recipients from the queue. */
    record Removed(JourneyId journey, int sequence, Instant at, List<Mailbox> recipients, String by)
            implements Event {}

    /** The stored message could not be read back; what is left of it was set aside. */
    record SetAside(JourneyId journey, int sequence, Instant at, String reason) implements Event {}
}
