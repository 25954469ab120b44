package dev.mailwarden.receive;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.JourneyId;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Records what one session refused, so that an administrator can tell why a message never came. For
 * one thread.
 *
 * <p>Sequence 0 of a journey belongs to its acceptance; refusals within the same transaction count
 * from 1.
 */
final class Refusals {

    private final Journal journal;
    private final InstantSource clock;
    private final String listener;
    private final InetAddress client;
    private int sequence;

    Refusals(Journal journal, InstantSource clock, String listener, InetAddress client) {
        this.journal = journal;
        this.clock = clock;
        this.listener = listener;
        this.client = client;
    }

    /** A new journey begins. */
    void begin() {
        sequence = 0;
    }

    /**
     * Records what was refused outside a transaction; it has a journey of its own.
     *
     * @param command connect, xclient, or session for one that was ended
     */
    void outside(JourneyId journey, String command, String helo, Reply reply) {
        outside(journey, command, helo, Optional.empty(), reply);
    }

    /**
     * The same, also for auth.
     *
     * @param account of a log-in, if there is such an account; other names are not kept
     */
    void outside(
            JourneyId journey, String command, String helo, Optional<String> account, Reply reply) {
        begin();
        record(
                journey,
                helo,
                account,
                Optional.empty(),
                Optional.empty(),
                command,
                reply,
                reply.text());
    }

    /** Records a refused MAIL, with which a journey begins and ends. */
    void mail(JourneyId journey, String helo, ReversePath from, Reply reply) {
        begin();
        record(
                journey,
                helo,
                Optional.empty(),
                Optional.of(from),
                Optional.empty(),
                "mail",
                reply,
                reply.text());
    }

    /**
     * Records a refused recipient.
     *
     * @param why what the client is not told; empty if there is no more to say
     */
    void recipient(Transaction transaction, Optional<Mailbox> recipient, Reply reply, String why) {
        String text = why.isEmpty() ? reply.text() : reply.text() + " (" + why + ")";
        record(transaction, recipient, "rcpt", reply, text);
    }

    /**
     * Records that a transaction was refused as a whole.
     *
     * @param step data when no content was taken, message at the end of the content, session when
     *     the session was ended
     */
    void transaction(Transaction transaction, String step, Reply reply) {
        record(transaction, Optional.empty(), step, reply, reply.text());
    }

    private void record(
            Transaction transaction,
            Optional<Mailbox> recipient,
            String step,
            Reply reply,
            String text) {
        record(
                transaction.journey(),
                transaction.arrival().helo(),
                Optional.empty(),
                Optional.of(transaction.reversePath()),
                recipient,
                step,
                reply,
                text);
    }

    private void record(
            JourneyId journey,
            String helo,
            Optional<String> account,
            Optional<ReversePath> from,
            Optional<Mailbox> recipient,
            String step,
            Reply reply,
            String text) {
        journal.record(
                new Event.Refused(
                        journey,
                        ++sequence,
                        clock.instant(),
                        listener,
                        client,
                        helo,
                        account,
                        from,
                        recipient,
                        step,
                        reply.code(),
                        reply.status(),
                        text));
    }
}
