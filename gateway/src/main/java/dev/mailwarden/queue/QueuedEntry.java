package dev.mailwarden.queue;

import dev.mailwarden.message.JourneyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the queue as an administrator sees it.
 *
 * @param state ready, active, deferred, paused or held
 * @param age time since the 250
 * @param recipients indexes into the envelope's recipients
 * @param nextAttempt absent when it is ready or being tried
 * @param failures attempts that ended in a transient failure
 * @param route key of the lane it waits in
 * @param reason of the last failure, empty if it was never tried
 */
public record QueuedEntry(
        JourneyId journey,
        String state,
        Instant acceptedAt,
        Duration age,
        List<Integer> recipients,
        Optional<Instant> nextAttempt,
        int failures,
        String route,
        String reason) {}
