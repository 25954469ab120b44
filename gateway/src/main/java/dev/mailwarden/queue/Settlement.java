package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.track.EventCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes true what came of an attempt.
 *
 * <pre>
 *                          nobody is to be told      somebody is
 * delivered                a note                    one frame with the report
 * deferred                 a note                    (later, by {@link Overdue})
 * failed, sender verified  a note                    one frame with the report
 * failed, it is not        held: a note              held: one frame, the postmaster is told
 * </pre>
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /** How long an entry waits that we failed to read or to write. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Spool spool;
    private final QueueIndex index;
    private final OutOfTurn outOfTurn;
    private final QueueLog log;
    private final Notifications notifications;
    private final Supplier<Settings> settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    Settlement(
            Spool spool,
            QueueIndex index,
            Notifications notifications,
            Supplier<Settings> settings,
            InstantSource clock,
            RandomGenerator random) {
        this.spool = spool;
        this.index = index;
        this.outOfTurn = new OutOfTurn(index.scheduler());
        this.log = new QueueLog(spool, index);
        this.notifications = notifications;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Settles a lease; at the end it is given back. */
    void settle(Lease lease, MailReader.StoredMail mail, Attempt attempt)
            throws DamagedContentException, InterruptedException {
        List<Served> delivered = new ArrayList<>();
        List<Served> deferred = new ArrayList<>();
        List<Served> failed = new ArrayList<>();
        List<Integer> recipients = lease.entry().recipients();
        if (attempt.results().size() != recipients.size()) {
            throw new IllegalArgumentException(
                    "%d results for %d recipients"
                            .formatted(attempt.results().size(), recipients.size()));
        }
        for (int i = 0; i < recipients.size(); i++) {
            Attempt.Result result = attempt.results().get(i);
            Served served = Served.by(recipients.get(i), result);
            switch (result) {
                case Attempt.Result.Delivered _ -> delivered.add(served);
                case Attempt.Result.Deferred _ -> deferred.add(served);
                case Attempt.Result.Failed _ -> failed.add(served);
            }
        }
        Entry entry = lease.entry();
        Optional<Instant> next = nextAttempt(entry, deferred);
        if (!deferred.isEmpty() && next.isEmpty()) {
            deferred.forEach(served -> failed.add(served.expired()));
            deferred.clear();
        }
        settleDelivered(entry, mail, delivered);
        if (!settleFailed(entry, mail, failed)) {
            postpone(entry, "the report could not be written");
        } else if (deferred.isEmpty()) {
            index.finish(entry);
        } else {
            settleDeferred(entry, mail.envelope(), deferred, next.orElseThrow());
        }
    }

    /** Learns from an attempt whether a lane's route can be reached. */
    void noteRoute(Lane lane, Attempt attempt) {
        index.lock().lock();
        try {
            if (attempt.routeDown()) {
                index.scheduler().pause(lane, attempt.results().getFirst().text());
            } else {
                index.scheduler().alive(lane);
            }
        } finally {
            index.lock().unlock();
        }
    }

    /** Gives back a lease that came to nothing through a fault of ours; it counts as no attempt. */
    void postpone(Entry entry, String reason) {
        index.defer(entry, entry.failures(), reason, clock.instant().plus(PAUSE));
    }

    /** Gives back a lease whose message cannot be read now, or ends it if it never could be. */
    void unreadable(Lease lease, IOException cause) {
        QueuedMessage message = lease.message();
        LOG.error("message {} cannot be read now", message.journey(), cause);
        if (schedule(message)
                .isExpired(Instant.ofEpochMilli(message.acceptedAt()), clock.instant())) {
            setAside(lease, "it could not be read in all its life time");
        } else {
            postpone(lease.entry(), "the message cannot be read now");
        }
    }

    /** Gives back a lease after a surprise, whatever had been settled before it. */
    void giveBack(Lease lease) {
        Entry entry = lease.entry();
        if (entry.state() != Entry.State.LEASED) {
            return;
        }
        if (entry.recipientCount() == 0) {
            index.finish(entry);
        } else {
            postpone(entry, "internal error");
        }
    }

    private RetrySchedule schedule(QueuedMessage message) {
        return RetrySchedule.of(settings.get().queue(), message.isNotification(), random);
    }

    private Optional<Instant> nextAttempt(Entry entry, List<Served> deferred) {
        if (deferred.isEmpty()) {
            return Optional.empty();
        }
        QueuedMessage message = entry.message();
        return schedule(message)
                .nextAttempt(
                        Instant.ofEpochMilli(message.acceptedAt()),
                        entry.failures() + 1,
                        clock.instant());
    }

    /** Records deliveries, with a report for those recipients whose sender asked for one. */
    private void settleDelivered(Entry entry, MailReader.StoredMail mail, List<Served> delivered)
            throws InterruptedException {
        boolean mayTell = mayTell(entry.message());
        List<Served> asked = new ArrayList<>(0);
        List<Served> others = new ArrayList<>(delivered.size());
        for (Served served : delivered) {
            boolean wanted =
                    mayTell
                            && !entry.message().isNotification()
                            && Notifications.wantsSuccess(mail.envelope(), served);
            (wanted ? asked : others).add(served);
        }
        if (!others.isEmpty()) {
            end(entry, mail.envelope(), others);
        }
        if (!asked.isEmpty()) {
            report(entry, mail, asked);
        }
    }

    private void end(Entry entry, Envelope envelope, List<Served> delivered) {
        log.end(
                entry,
                Outcome.DELIVERED,
                recipients(delivered),
                deliveries(entry.message(), envelope, delivered));
    }

    /** A report that cannot be written is left out: nothing is delivered again because of it. */
    private void report(Entry entry, MailReader.StoredMail mail, List<Served> asked)
            throws InterruptedException {
        QueuedMessage message = entry.message();
        try {
            Notifications.Notification report = notifications.ofSuccess(message, mail, asked);
            List<WrittenEvents> events =
                    new ArrayList<>(deliveries(message, mail.envelope(), asked));
            events.add(
                    reported(
                            message,
                            Served.mailboxes(mail.envelope(), recipients(asked)),
                            Event.Reported.Told.SUCCESS,
                            report.record().journey()));
            log.end(entry, Outcome.DELIVERED, recipients(asked), events, report);
        } catch (IOException e) {
            LOG.error("the report of a delivery of {} could not be written", message.journey(), e);
            end(entry, mail.envelope(), asked);
        } catch (InterruptedException e) {
            end(entry, mail.envelope(), asked); // it must not be delivered again after the stop
            throw e;
        }
    }

    private WrittenEvents reported(
            QueuedMessage message,
            List<Mailbox> recipients,
            Event.Reported.Told told,
            JourneyId report) {
        return EventCodec.write(
                new Event.Reported(
                        message.journey(),
                        index.takeSequence(message, 1),
                        clock.instant(),
                        recipients,
                        told,
                        report));
    }

    private List<WrittenEvents> deliveries(
            QueuedMessage message, Envelope envelope, List<Served> delivered) {
        Duration age = Duration.ofMillis(clock.millis() - message.acceptedAt());
        return log.events(
                message,
                envelope,
                delivered,
                (sequence, mailboxes, served) ->
                        new Event.Delivered(
                                message.journey(),
                                sequence,
                                clock.instant(),
                                mailboxes,
                                served.last().hop(),
                                served.status(),
                                served.text(),
                                age,
                                served.isConverted()));
    }

    private boolean mayTell(QueuedMessage message) {
        return settings.get().bounce().tells(message.origin());
    }

    /** The record is on its way before the entry may be leased again, or moved. */
    private void settleDeferred(
            Entry entry, Envelope envelope, List<Served> deferred, Instant next) {
        QueuedMessage message = entry.message();
        List<WrittenEvents> events =
                log.events(
                        message,
                        envelope,
                        deferred,
                        (sequence, mailboxes, served) ->
                                new Event.Deferred(
                                        message.journey(),
                                        sequence,
                                        clock.instant(),
                                        mailboxes,
                                        served.last().hop(),
                                        served.status(),
                                        served.text(),
                                        next));
        String reason = reason(deferred.getFirst());
        int failures = entry.failures() + 1;
        log.note(
                new QueueRecord.Deferred(
                        message.journey(),
                        recipients(deferred),
                        failures,
                        next,
                        index.takeSequence(message, 0),
                        reason),
                events);
        index.defer(entry, index.routesOf(envelope, recipients(deferred)), failures, reason, next);
    }

    /** {@return whether that is done, rather than nothing can be written now} */
    private boolean settleFailed(Entry entry, MailReader.StoredMail mail, List<Served> failed)
            throws DamagedContentException, InterruptedException {
        try {
            if (failed.isEmpty()) {
                return true;
            } else if (mayTell(entry.message()) || entry.message().isNotification()) {
                bounce(entry, mail, failed);
            } else {
                hold(entry, mail, failed);
            }
            return true;
        } catch (DamagedContentException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("a bounce of {} could not be written", entry.message().journey(), e);
            return false;
        }
    }

    private void bounce(Entry entry, MailReader.StoredMail mail, List<Served> failed)
            throws IOException, InterruptedException {
        QueuedMessage message = entry.message();
        Optional<Notifications.Notification> report =
                notifications.ofFailure(message, mail, failed);
        Optional<JourneyId> journey = report.map(its -> its.record().journey());
        List<WrittenEvents> events =
                log.events(
                        message,
                        mail.envelope(),
                        failed,
                        (sequence, mailboxes, served) ->
                                new Event.Bounced(
                                        message.journey(),
                                        sequence,
                                        clock.instant(),
                                        mailboxes,
                                        served.last().hop(),
                                        served.status(),
                                        served.text(),
                                        journey));
        if (report.isPresent()) {
            log.end(entry, Outcome.BOUNCED, recipients(failed), events, report.get());
        } else {
            log.end(entry, Outcome.BOUNCED, recipients(failed), events);
        }
    }

    /** Keeps what failed of a sender that may be forged, and tells the postmaster (ACT-7). */
    private void hold(Entry entry, MailReader.StoredMail mail, List<Served> failed)
            throws IOException, InterruptedException {
        QueuedMessage message = entry.message();
        Optional<Notifications.Notification> report = notifications.ofHold(message, mail, failed);
        Optional<JourneyId> journey = report.map(its -> its.record().journey());
        List<WrittenEvents> events =
                log.events(
                        message,
                        mail.envelope(),
                        failed,
                        (sequence, mailboxes, served) ->
                                new Event.Held(
                                        message.journey(),
                                        sequence,
                                        clock.instant(),
                                        mailboxes,
                                        served.status(),
                                        served.text(),
                                        "",
                                        journey));
        String reason = reason(failed.getFirst());
        var record =
                new QueueRecord.Held(
                        message.journey(),
                        recipients(failed),
                        HoldCause.FAILURE,
                        clock.instant(),
                        index.takeSequence(message, 0),
                        reason);
        if (report.isPresent()) {
            log.write(record, events, report.get());
        } else {
            LOG.warn("message {} is held, and nobody was told: {}", message.journey(), reason);
            log.note(record, events);
        }
        index.hold(entry, record);
    }

    /**
     * Tells the sender that what a lease is of is late, and gives the lease back; what waits goes
     * on waiting.
     */
    void warn(Lease lease, MailReader.StoredMail mail)
            throws DamagedContentException, InterruptedException {
        try {
            tellOfDelay(lease, mail);
            index.resumeWarned(lease.entry());
        } catch (DamagedContentException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("a warning about {} could not be written", lease.message().journey(), e);
            index.resume(lease.entry());
        }
    }

    private void tellOfDelay(Lease lease, MailReader.StoredMail mail)
            throws IOException, InterruptedException {
        Entry entry = lease.entry();
        QueuedMessage message = lease.message();
        Instant until = schedule(message).end(Instant.ofEpochMilli(message.acceptedAt()));
        List<Served> late =
                entry.recipients().stream()
                        .filter(i -> notifications.wantsDelay(mail.envelope(), i))
                        .map(i -> Served.late(i, waitsFor(entry)))
                        .toList();
        if (!late.isEmpty()) {
            Notifications.Notification report = notifications.ofDelay(message, mail, late, until);
            var record =
                    new QueueRecord.Warned(
                            message.journey(), entry.recipients(), index.takeSequence(message, 1));
            WrittenEvents event =
                    reported(
                            message,
                            Served.mailboxes(mail.envelope(), recipients(late)),
                            Event.Reported.Told.DELAY,
                            report.record().journey());
            log.write(record, List.of(event), report);
        }
    }

    private static String waitsFor(Entry entry) {
        return entry.reason().isEmpty() ? entry.lane().lastFailure() : entry.reason();
    }

    /**
     * Ends what waits of a variant that cannot be read back as it was accepted. Nothing of it is
     * deleted. Other variants of the message may be whole; each is found out by itself.
     */
    void setAside(Lease lease, String reason) {
        QueuedMessage message = lease.message();
        int variant = lease.entry().variant();
        LOG.error("message {} is damaged and set aside: {}", message.journey(), reason);
        index.giveUpBlob(message, variant).ifPresent(spool::setBlobAside);
        spool.keepForInspection(message.location());
        List<WrittenEvents> events =
                List.of(
                        EventCodec.write(
                                new Event.SetAside(
                                        message.journey(),
                                        index.takeSequence(message, 1),
                                        clock.instant(),
                                        reason)));
        List<Lease> all = new ArrayList<>(outOfTurn.ofVariant(message, variant));
        all.addFirst(lease);
        for (Lease each : all) {
            log.end(each.entry(), Outcome.SET_ASIDE, each.entry().recipients(), events);
            index.finish(each.entry());
            events = List.of();
        }
    }

    private static String reason(Served served) {
        return Entry.shortened(served.status() + " " + served.text());
    }

    private static List<Integer> recipients(List<Served> all) {
        return all.stream().map(Served::recipient).toList();
    }

    /** For a result that nobody gave: the entry was not tried. */
    static Attempt.Result untried(String why) {
        return new Attempt.Result.Deferred(
                new HopFacts("", "", 0, Optional.empty()), new EnhancedStatusCode(4, 3, 0), why);
    }
}
