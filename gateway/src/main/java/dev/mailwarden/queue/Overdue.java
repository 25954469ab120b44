package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what has waited too long: mail behind a route that cannot be reached is given up at the end
 * of its life time, senders are told once that mail is late, and what is held because it failed is
 * removed at its age limit.
 */
final class Overdue {

    private static final Logger LOG = LoggerFactory.getLogger(Overdue.class);

    private static final String AGE_LIMIT = "the age limit of held mail";

    private final QueueIndex index;
    private final OutOfTurn outOfTurn;
    private final MailReader reader;
    private final DeliveryWorkers workers;
    private final Decisions decisions;
    private final Supplier<Settings> settings;
    private final InstantSource clock;

    Overdue(
            QueueIndex index,
            MailReader reader,
            DeliveryWorkers workers,
            Decisions decisions,
            Supplier<Settings> settings,
            InstantSource clock) {
        this.index = index;
        this.outOfTurn = new OutOfTurn(index.scheduler());
        this.reader = reader;
        this.workers = workers;
        this.decisions = decisions;
        this.settings = settings;
        this.clock = clock;
    }

    /** Before what time a message must have been accepted for something to be done about it. */
    private record Ages(
            Instant expired,
            Instant expiredNotification,
            Instant late,
            Instant heldTooLong,
            Settings.Bounce bounce) {

        static Ages of(Settings settings, Instant now) {
            Settings.Bounce bounce = settings.bounce();
            return new Ages(
                    now.minus(settings.queue().lifetime()),
                    now.minus(settings.queue().bounceLifetime()),
                    now.minus(bounce.delayAfter()),
                    now.minus(bounce.heldLifetime()),
                    bounce);
        }

        boolean isExpired(QueuedMessage message) {
            return isBefore(message, message.isNotification() ? expiredNotification : expired);
        }

        boolean isLate(QueuedMessage message) {
            boolean mayTell = message.isFromInside() || bounce.outside() == Settings.Outside.SEND;
            return mayTell
                    && !message.isNotification()
                    && message.mayWarn(bounce.delayWarnings())
                    && isBefore(message, late);
        }

        boolean isHeldTooLong(QueuedMessage message) {
            return isBefore(message, heldTooLong);
        }

        private static boolean isBefore(QueuedMessage message, Instant time) {
            return message.acceptedAt() < time.toEpochMilli();
        }
    }

    /** Looks at everything, and has what is found tended by other threads. */
    void look() {
        Ages ages = Ages.of(settings.get(), clock.instant());
        List<QueuedMessage> old =
                index.messages()
                        .filter(message ->
                                ages.isExpired(message)
                                        || ages.isLate(message)
                                        || ages.isHeldTooLong(message))
                        .toList();
        workers.visit(old, message -> tend(message, ages));
    }

    private void tend(QueuedMessage message, Ages ages) {
        if (ages.isExpired(message)) {
            outOfTurn.unreachable(message).forEach(workers::giveUp);
        }
        if (ages.isLate(message)) {
            outOfTurn.unwarned(message).forEach(workers::warn);
        }
        if (ages.isHeldTooLong(message)) {
            outOfTurn.heldFailures(message).forEach(this::remove);
        }
    }

    private void remove(Lease lease) {
        Duration limit = settings.get().bounce().heldLifetime();
        LOG.warn(
                "held message {} is removed after {} days",
                lease.message().journey(),
                limit.toDays());
        Entry entry = lease.entry();
        decisions.remove(
                new Decisions.Subject(
                        entry, entry.recipients(), envelope(lease.message()), AGE_LIMIT));
    }

    private Optional<Envelope> envelope(QueuedMessage message) {
        try {
            return Optional.of(reader.read(message).envelope());
        } catch (IOException e) {
            LOG.error("message {} cannot be read now", message.journey(), e);
            return Optional.empty();
        }
    }
}
