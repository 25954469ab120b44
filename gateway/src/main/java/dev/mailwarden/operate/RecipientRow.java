package dev.mailwarden.operate;

import java.time.Instant;
import java.util.Optional;

/**
 * One recipient of a message that has not left the queue.
 *
 * @param state {@code queued}, {@code held} or {@code ended}
 * @param route for which it waits, empty when it has left
 * @param reason the last reply or error, empty before the first attempt
 */
public record RecipientRow(
        String recipient,
        String state,
        int attempts,
        Optional<Instant> nextAttempt,
        String route,
        String reason) {}
