package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
     * What was decided about a message for recipients that one rule applies to (WHAT-1). Modules
     * that were not asked are left out of the verdict: the policy's revision says why they were
     * not.
     *
     * <p>With {@link Received}, or with {@link Refused} and all others of the journey, it says
     * enough to decide once more. What strangers wrote is shortened, so that the event takes at
     * most {@value #MAX_OCTETS} octets of the journal, recipients aside.
     *
     * @param sequence from {@value #FIRST_SEQUENCE}
     * @param at the time of the judgement, which entries of lists may be too old for
     * @param revision of the settings it was decided by
     * @param origin where the client stands
     * @param from addresses of all From fields, as many as fit
     * @param vouched domains for which SPF or an aligned DKIM signature passed, as many as fit
     * @param subject decoded, one line; empty if there is none
     * @param messageId empty if there is none
     * @param recipients at least one
     * @param places of the recipients in the envelope, in the same order
     * @param inside those of the places whose recipients are in domains of our own
     * @param rule its id
     * @param verdict with at most {@value #MAX_FINDINGS} findings of a module
     * @param decidedBy the module that called for the action; empty if the rule or a list did, or
     *     nobody
     * @param kept names of copies that were kept of it
     * @param signatureBroken whether edits have broken a DKIM signature (MARK-6)
     */
    record Judged(
            JourneyId journey,
            int sequence,
            Instant at,
            long revision,
            Arrival.Origin origin,
            List<Mailbox> from,
            Set<Domain> vouched,
            String subject,
            String messageId,
            List<Mailbox> recipients,
            List<Integer> places,
            Set<Integer> inside,
            String rule,
            String ruleName,
            Verdict verdict,
            Action action,
            Optional<ModuleName> decidedBy,
            Judgement.Fate fate,
            List<CopyShelf.CopyName> kept,
            boolean signatureBroken)
            implements Event {

        /** Below stand the events of the SMTP edge, and those of the queue far above. */
        public static final int FIRST_SEQUENCE = 50_000;

        /** Of its line in the journal, without the members about recipients. */
        public static final int MAX_OCTETS = 64 << 10;

        /** Of one module; if there were more, the last one says how many. */
        public static final int MAX_FINDINGS = 20;

        public Judged {
            from = Brevity.addresses(from);
            vouched = Brevity.domains(vouched);
            subject = Brevity.subject(subject);
            messageId = Brevity.messageId(messageId);
            recipients = List.copyOf(recipients);
            places = List.copyOf(places);
            inside = Set.copyOf(inside);
            ruleName = Brevity.ruleName(ruleName);
            verdict = Brevity.verdict(verdict);
            kept = List.copyOf(kept);
            if (recipients.isEmpty()
                    || places.size() != recipients.size()
                    || !places.containsAll(inside)) {
                throw new IllegalArgumentException("recipients without their places");
            }
        }
    }

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
