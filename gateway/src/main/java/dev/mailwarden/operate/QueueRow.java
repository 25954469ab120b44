package dev.mailwarden.operate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One queued message.
 *
 * @param journey the journey id
 * @param state {@code ready}, {@code active} while it is being tried, {@code deferred}, {@code
 *     paused} while it waits for a route that could not be reached, or {@code held}
 * @param sender the reverse-path without brackets, empty for the null reverse-path
 * @param recipients those still queued
 * @param octets of the message as it is stored
 * @param accepted when the 250 was given
 * @param nextAttempt empty while it is being delivered
 * @param attempts made so far
 * @param route for which it waits
 * @param reason the last reply or error, empty before the first attempt
 */
public record QueueRow(
        String journey,
        String state,
        String sender,
        List<String> recipients,
        long octets,
        Instant accepted,
        Optional<Instant> nextAttempt,
        int attempts,
        String route,
        String reason) {

    public QueueRow {
        recipients = List.copyOf(recipients);
    }
}
