package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Route;
import dev.mailwarden.queue.MessageQueue.Decision;
import dev.mailwarden.track.EventCodec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes true what people decide of entries that were leased for that. Recipients of an entry that
 * are not meant go on as before. What was decided is written at once and synced soon: a crash
 * within that time may undo it.
 */
final class Decisions {

    /** Not failed: somebody decided (RFC 3463 §3.8). */
    private static final EnhancedStatusCode BY_DECISION = new EnhancedStatusCode(4, 7, 0);

    private final QueueIndex index;
    private final QueueLog log;
    private final InstantSource clock;

    Decisions(QueueIndex index, QueueLog log, InstantSource clock) {
        this.index = index;
        this.log = log;
        this.clock = clock;
    }

    /**
     * What is decided of whom.
     *
     * @param part recipients of the entry
     * @param envelope empty if it cannot be read
     * @param by who decided
     */
    record Subject(Entry entry, List<Integer> part, Optional<Envelope> envelope, String by) {

        private QueuedMessage message() {
            return entry.message();
        }

        private List<Mailbox> mailboxes() {
            return envelope.map(e -> Served.mailboxes(e, part)).orElse(List.of());
        }
    }

    /** Carries out a decision. Whatever happens, the lease is given back. */
    void carryOut(Decision decision, Subject subject) {
        try {
            switch (decision) {
                case Decision.Delete() -> remove(subject);
                case Decision.Hold() -> hold(subject);
                case Decision.Release() -> release(subject);
                case Decision.Redirect(var route) -> redirect(subject, route);
            }
        } finally {
            index.giveBack(subject.entry());
        }
    }

    /** Ends recipients; nobody is told. */
    private void remove(Subject subject) {
        Event event =
                new Event.Removed(
                        subject.message().journey(),
                        index.takeSequence(subject.message(), 1),
                        clock.instant(),
                        subject.mailboxes(),
                        subject.by());
        log.end(subject.entry(), Outcome.REMOVED, subject.part(), List.of(EventCodec.write(event)));
    }

    /** Nothing is tried for them until they are released. */
    private void hold(Subject subject) {
        QueuedMessage message = subject.message();
        int sequence = index.takeSequence(message, 1);
        String reason = "held by " + subject.by();
        Event event =
                new Event.Held(
                        message.journey(),
                        sequence,
                        clock.instant(),
                        subject.mailboxes(),
                        BY_DECISION,
                        reason,
                        subject.by(),
                        Optional.empty());
        var record =
                new QueueRecord.Held(
                        message.journey(),
                        subject.part(),
                        HoldCause.DECISION,
                        clock.instant(),
                        sequence + 1,
                        reason);
        log.note(record, List.of(EventCodec.write(event)));
        index.hold(subject.entry(), record);
    }

    /** They are tried at once. */
    private void release(Subject subject) {
        QueuedMessage message = subject.message();
        int sequence = index.takeSequence(message, 1);
        Event event =
                new Event.Released(
                        message.journey(),
                        sequence,
                        clock.instant(),
                        subject.mailboxes(),
                        subject.by());
        log.note(
                new QueueRecord.Released(message.journey(), subject.part(), sequence + 1),
                List.of(EventCodec.write(event)));
        index.free(subject.entry(), routes(subject));
    }

    private Map<Route, List<Integer>> routes(Subject subject) {
        return subject.envelope()
                .map(envelope -> index.routesOf(envelope, subject.part()))
                .orElseGet(() -> Map.of(subject.entry().lane().route(), subject.part()));
    }

    /** They go this way from now on, and are tried at once unless they are held. */
    private void redirect(Subject subject, Route.Fixed route) {
        QueuedMessage message = subject.message();
        int sequence = index.takeSequence(message, 1);
        Event event =
                new Event.Redirected(
                        message.journey(),
                        sequence,
                        clock.instant(),
                        subject.mailboxes(),
                        route.key(),
                        subject.by());
        log.note(
                new QueueRecord.Redirected(message.journey(), subject.part(), route, sequence + 1),
                List.of(EventCodec.write(event)));
        index.redirect(subject.entry(), subject.part(), route);
    }
}
