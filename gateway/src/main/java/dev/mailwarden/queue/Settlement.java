package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.BlobContent;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.SpoolFullException;
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
 * Makes true what came of an attempt. "Delivered" is written at once and synced soon; a bounce is
 * one frame with the notification and the end of what it is about, on stable storage before the
 * original is let go, so that a crash leaves both or neither.
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private static final byte[] NOTHING = {};

    /** How long an entry waits that we failed to read or to write. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Spool spool;
    private final QueueIndex index;
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
        settleDelivered(entry, mail.envelope(), delivered);
        if (!settleFailed(entry, mail, failed)) {
            postpone(entry, "the bounce could not be written");
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
        if (entry.state() == Entry.State.LEASED) {
            if (entry.recipientCount() == 0) {
                index.finish(entry);
            } else {
                postpone(entry, "internal error");
            }
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

    private void settleDelivered(Entry entry, Envelope envelope, List<Served> delivered) {
        if (delivered.isEmpty()) {
            return;
        }
        QueuedMessage message = entry.message();
        Duration age = Duration.ofMillis(clock.millis() - message.acceptedAt());
        List<WrittenEvents> events =
                events(
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
                                        age));
        end(entry, Outcome.DELIVERED, recipients(delivered), events);
    }

    /** Records the end of recipients soon, and lets the message go with the last of them. */
    private void end(
            Entry entry, Outcome outcome, List<Integer> recipients, List<WrittenEvents> events) {
        QueuedMessage message = entry.message();
        boolean last = index.end(entry, outcome, recipients);
        write(ended(message, outcome, recipients), events, last ? () -> letGo(message) : () -> {});
    }

    private QueueRecord.Ended ended(
            QueuedMessage message, Outcome outcome, List<Integer> recipients) {
        return new QueueRecord.Ended(
                message.journey(), outcome, recipients, index.takeSequence(message, 0));
    }

    /** The record is on its way before the entry may be leased again, or moved. */
    private void settleDeferred(
            Entry entry, Envelope envelope, List<Served> deferred, Instant next) {
        QueuedMessage message = entry.message();
        List<WrittenEvents> events =
                events(
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
        Served first = deferred.getFirst();
        String reason = Entry.shortened(first.status() + " " + first.text());
        int failures = entry.failures() + 1;
        write(
                new QueueRecord.Deferred(
                        message.journey(),
                        recipients(deferred),
                        failures,
                        next,
                        index.takeSequence(message, 0),
                        reason),
                events,
                () -> {});
        index.defer(entry, failures, reason, next);
    }

    /** {@return whether that is done, rather than nothing can be written now} */
    private boolean settleFailed(Entry entry, MailReader.StoredMail mail, List<Served> failed)
            throws DamagedContentException, InterruptedException {
        if (failed.isEmpty()) {
            return true;
        }
        QueuedMessage message = entry.message();
        try {
            Optional<Notifications.Notification> notification =
                    notifications.about(message, mail, failed);
            Optional<JourneyId> journey = notification.map(n -> n.record().journey());
            List<WrittenEvents> events =
                    events(
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
            if (notification.isPresent()) {
                bounce(entry, recipients(failed), events, notification.get());
            } else {
                end(entry, Outcome.BOUNCED, recipients(failed), events);
            }
            return true;
        } catch (DamagedContentException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("a bounce of {} could not be written", message.journey(), e);
            return false;
        }
    }

    private void bounce(
            Entry entry,
            List<Integer> recipients,
            List<WrittenEvents> events,
            Notifications.Notification report)
            throws IOException, InterruptedException {
        QueuedMessage message = entry.message();
        List<QueueRecord> records =
                List.of(report.record(), ended(message, Outcome.BOUNCED, recipients));
        boolean fits = report.events().length() + events.getFirst().length() <= Frame.MAX_EVENTS;
        Frame frame =
                new Frame(
                        QueueRecords.encode(records),
                        fits ? report.events().and(events.getFirst()) : report.events(),
                        report.content(),
                        true);
        Location location = append(frame);
        index.accept(report.record(), location, report.content());
        boolean last = index.end(entry, Outcome.BOUNCED, recipients);
        events.stream().skip(fits ? 1 : 0).forEach(lines -> write(NOTHING, lines, () -> {}));
        if (last) {
            letGo(message);
        }
    }

    private Location append(Frame frame) throws IOException, InterruptedException {
        try {
            return spool.append(frame);
        } catch (SpoolFullException e) {
            if (frame.content() instanceof BlobContent blob) {
                spool.deleteBlob(blob.name());
            }
            throw e;
        }
    }

    /**
     * Ends what waits of a message that cannot be read back as it was accepted. Nothing of it is
     * deleted.
     */
    void setAside(Lease lease, String reason) {
        QueuedMessage message = lease.message();
        LOG.error("message {} is damaged and set aside: {}", message.journey(), reason);
        message.blob().ifPresent(spool::setBlobAside);
        spool.keepForInspection(message.location());
        List<WrittenEvents> events =
                List.of(
                        EventCodec.write(
                                new Event.SetAside(
                                        message.journey(),
                                        index.takeSequence(message, 1),
                                        clock.instant(),
                                        reason)));
        List<Lease> all = new ArrayList<>(index.leaseForRemoval(message, _ -> true));
        all.addFirst(lease);
        for (Lease each : all) {
            List<Integer> recipients = each.entry().recipients();
            boolean last = index.end(each.entry(), Outcome.SET_ASIDE, recipients);
            write(
                    ended(message, Outcome.SET_ASIDE, recipients),
                    events,
                    last ? () -> spool.release(message.location()) : () -> {});
            index.finish(each.entry());
            events = List.of();
        }
    }

    /**
     * Ends some recipients of a leased entry by an administrator's word, and gives back the lease;
     * the others go on waiting as before.
     *
     * @param envelope empty if it cannot be read
     */
    void remove(Entry entry, List<Integer> recipients, Optional<Envelope> envelope, String by) {
        QueuedMessage message = entry.message();
        Event event =
                new Event.Removed(
                        message.journey(),
                        index.takeSequence(message, 1),
                        clock.instant(),
                        envelope.map(e -> Served.mailboxes(e, recipients)).orElse(List.of()),
                        by);
        end(entry, Outcome.REMOVED, recipients, List.of(EventCodec.write(event)));
        if (entry.recipientCount() == 0) {
            index.finish(entry);
        } else {
            index.resume(entry);
        }
    }

    /** Frees what an ended message holds; its end is on stable storage. */
    private void letGo(QueuedMessage message) {
        spool.release(message.location());
        message.blob().ifPresent(spool::deleteBlob);
    }

    /** Writes one record with the first of the events, and the rest after it. */
    private void write(QueueRecord record, List<WrittenEvents> events, Runnable whenDurable) {
        write(
                QueueRecords.encode(record),
                events.isEmpty() ? WrittenEvents.NONE : events.getFirst(),
                whenDurable);
        events.stream().skip(1).forEach(lines -> write(NOTHING, lines, () -> {}));
    }

    private void write(byte[] records, WrittenEvents events, Runnable whenDurable) {
        try {
            spool.appendLater(Frame.note(records, events), _ -> whenDurable.run());
        } catch (SpoolFullException e) {
            throw new IllegalStateException("a note is always taken", e);
        }
    }

    private static List<Integer> recipients(List<Served> all) {
        return all.stream().map(Served::recipient).toList();
    }

    private List<WrittenEvents> events(
            QueuedMessage message, Envelope envelope, List<Served> all, EventLines.Maker maker) {
        return EventLines.of(envelope, all, count -> index.takeSequence(message, count), maker);
    }

    /** For a result that nobody gave: the entry was not tried. */
    static Attempt.Result untried(String why) {
        return new Attempt.Result.Deferred(
                new HopFacts("", "", 0, Optional.empty()), new EnhancedStatusCode(4, 3, 0), why);
    }
}
