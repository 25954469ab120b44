package dev.mailwarden.queue;

import dev.mailwarden.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to try a deferred entry again, and when to give up.
 *
 * <p>Delays double from the first to the longest, each lengthened by up to a fifth at random so
 * that a burst that failed together does not retry together. An attempt that would fall after the
 * life time is not made (RFC 5321 §4.5.4.1).
 *
 * <p>Immutable and safe for any number of threads if {@code random} is.
 */
final class RetrySchedule {

    private static final double JITTER = 0.2;

    private final Duration first;
    private final Duration longest;
    private final Duration lifetime;
    private final RandomGenerator random;

    private RetrySchedule(
            Duration first, Duration longest, Duration lifetime, RandomGenerator random) {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "need 0 < first <= longest, got %s, %s".formatted(first, longest));
        }
        this.first = first;
        this.longest = longest;
        this.lifetime = lifetime;
        this.random = random;
    }

    /**
     * Makes the schedule of a message.
     *
     * @param isNotification whether its reverse-path is null, which gives it a shorter life
     */
    static RetrySchedule of(
            Settings.Queue settings, boolean isNotification, RandomGenerator random) {
        return new RetrySchedule(
                settings.firstRetry(),
                settings.longestRetry(),
                isNotification ? settings.bounceLifetime() : settings.lifetime(),
                random);
    }

    /**
     * {@return the next attempt, or empty if the entry must be given up}
     *
     * @param acceptedAt when the message was accepted; its age counts from here
     * @param failures attempts that ended in a transient failure so far, at least 1
     */
    Optional<Instant> nextAttempt(Instant acceptedAt, int failures, Instant now) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures must be at least 1: " + failures);
        }
        Instant next = now.plus(jittered(backoff(failures)));
        return next.isAfter(end(acceptedAt)) ? Optional.empty() : Optional.of(next);
    }

    /** When a message is given up. */
    Instant end(Instant acceptedAt) {
        return acceptedAt.plus(lifetime);
    }

    /** More than between any two attempts. */
    static Duration longestDelay(Settings.Queue settings) {
        return settings.longestRetry().plus(settings.longestRetry().dividedBy((long) (1 / JITTER)));
    }

    /** Whether a message has lived too long, tried or not. */
    boolean isExpired(Instant acceptedAt, Instant now) {
        return now.isAfter(end(acceptedAt));
    }

    private Duration backoff(int failures) {
        int doublings = Math.min(failures - 1, 30); // beyond any longest delay
        Duration delay = first.multipliedBy(1L << doublings);
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    private Duration jittered(Duration delay) {
        return delay.plusMillis((long) (delay.toMillis() * JITTER * random.nextDouble()));
    }
}
