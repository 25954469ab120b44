package dev.mailwarden.queue;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.List;

/** A queued message as an administrator sees it. */
public record QueuedMail(
        JourneyId journey,
        Instant acceptedAt,
        Envelope envelope,
        Content content,
        List<QueuedEntry> entries) {}
