package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Envelope;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
            return bounce.tells(message.origin())
                    && !message.isNotification()
                    && message.mayWarn(bounce.delayWarnings())
                    && isBefore(message, late);
        }

        private static boolean isBefore(QueuedMessage message, Instant time) {
            return message.acceptedAt() < time.toEpochMilli();
        }
    }

    /** Looks at everything, and has what is found tended by other threads. */
    void look() {
        Ages ages = Ages.of(settings.get(), clock.instant());
        boolean sends = index.sends();
        List<QueuedMessage> found = new ArrayList<>();
        index.forEach(message -> {
            if (needsTending(message, ages, sends)) {
                found.add(message);
            }
        });
        workers.visit(found, message -> tend(message, ages, sends));
    }

    /** With the lock held. */
    private static boolean needsTending(QueuedMessage message, Ages ages, boolean sends) {
        boolean expired = sends && ages.isExpired(message);
        boolean late = ages.isLate(message);
        for (Entry entry : message.entries()) {
            if ((expired && OutOfTurn.isBehindDeadRoute(entry))
                    || (late && OutOfTurn.isUnwarned(entry))
                    || OutOfTurn.isHeldFailure(entry, ages.heldTooLong())) {
                return true;
            }
        }
        return false;
    }

    /** While nothing is sent nothing is given up: it might have gone meanwhile. */
    private void tend(QueuedMessage message, Ages ages, boolean sends) {
        if (sends && ages.isExpired(message)) {
            outOfTurn.unreachable(message).forEach(workers::giveUp);
        }
        if (ages.isLate(message)) {
            outOfTurn.unwarned(message).forEach(workers::warn);
        }
        outOfTurn.heldFailures(message, ages.heldTooLong()).forEach(this::remove);
    }

    private void remove(Lease lease) {
        LOG.warn("held message {} is removed at {}", lease.message().journey(), AGE_LIMIT);
        Entry entry = lease.entry();
        var subject = new Decisions.Subject(entry, entry.recipients(), envelope(lease), AGE_LIMIT);
        try {
            decisions.carryOut(new MessageQueue.Decision.Delete(), subject);
        } catch (RuntimeException e) {
            LOG.error("{} could not be removed", lease.message().journey(), e);
        }
    }

    private Optional<Envelope> envelope(Lease lease) {
        try {
            return Optional.of(reader.read(lease).envelope());
        } catch (IOException e) {
            LOG.error("message {} cannot be read now", lease.message().journey(), e);
            return Optional.empty();
        }
    }
}
