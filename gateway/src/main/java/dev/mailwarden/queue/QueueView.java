package dev.mailwarden.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What administrators see of the index; each row as it is when it is asked for. */
final class QueueView {

    private final QueueIndex index;
    private final InstantSource clock;

    QueueView(QueueIndex index, InstantSource clock) {
        this.index = index;
        this.clock = clock;
    }

    /** The oldest message first. */
    Stream<QueuedEntry> entries() {
        List<QueuedMessage> all = new ArrayList<>(index.messages().toList());
        all.sort(Comparator.comparingLong(QueuedMessage::acceptedAt));
        return all.stream().flatMap(message -> entries(message).stream());
    }

    List<QueuedEntry> entries(QueuedMessage message) {
        index.lock().lock();
        try {
            return message.entries().stream().map(this::row).toList();
        } finally {
            index.lock().unlock();
        }
    }

    private QueuedEntry row(Entry entry) {
        Lane lane = entry.lane();
        boolean paused = OutOfTurn.isBehindDeadRoute(entry);
        return new QueuedEntry(
                entry.message().journey(),
                paused ? "paused" : nameOf(entry.state()),
                Instant.ofEpochMilli(entry.message().acceptedAt()),
                Duration.ofMillis(clock.millis() - entry.message().acceptedAt()),
                entry.recipients(),
                next(entry, paused),
                entry.failures(),
                lane.route().key(),
                entry.reason().isEmpty() ? lane.lastFailure() : entry.reason());
    }

    private static Optional<Instant> next(Entry entry, boolean paused) {
        if (entry.state() == Entry.State.DEFERRED) {
            return Optional.of(Instant.ofEpochMilli(entry.due()));
        }
        return paused
                ? Optional.of(Instant.ofEpochMilli(entry.lane().pausedUntil()))
                : Optional.empty();
    }

    private static String nameOf(Entry.State state) {
        return switch (state) {
            case NEW, READY, WITHHELD -> "ready";
            case LEASED, ENDED -> "active";
            case DEFERRED -> "deferred";
            case HELD -> "held";
        };
    }
}
