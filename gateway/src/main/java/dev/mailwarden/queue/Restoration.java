package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Brings what was in the spool at start back into the index, record by record in the order of the
 * log. Nothing of it may be tried before {@link #schedule}: a later record may say that it has
 * ended. For one thread; others may accept and deliver new mail meanwhile.
 */
final class Restoration {

    private final QueueIndex index;
    private final Map<CopyShelf.CopyName, Copies.Found> copies = new LinkedHashMap<>();
    private final Map<JourneyId, List<Standing>> ahead = new HashMap<>();

    /** Records that count when their batch is found to be complete. */
    private record Standing(List<QueueRecord> records, Location location) {}

    Restoration(QueueIndex index) {
        this.index = index;
    }

    /** Applies the records of a frame. */
    void apply(List<QueueRecord> records, Location location) {
        if (!records.isEmpty() && records.getFirst() instanceof QueueRecord.Ahead(var batch)) {
            List<QueueRecord> others = records.subList(1, records.size());
            ahead.computeIfAbsent(batch, _ -> new ArrayList<>(1))
                    .add(new Standing(others, location));
        } else {
            records.forEach(record -> apply(record, location));
        }
    }

    private void complete(JourneyId batch) {
        List<Standing> standing = ahead.remove(batch);
        if (standing != null) { // else they have gone, each part when it had ended
            standing.forEach(its -> its.records().forEach(record -> apply(record, its.location())));
        }
    }

    private void apply(QueueRecord record, Location location) {
        switch (record) {
            case QueueRecord.Ahead _ ->
                    throw new IllegalArgumentException("it stands first in its frame");
            case QueueRecord.Complete(var batch) -> complete(batch);
            case QueueRecord.Accepted accepted -> accept(accepted, location);
            case QueueRecord.Ended ended -> end(ended);
            case QueueRecord.Deferred deferred -> defer(deferred);
            case QueueRecord.Held held -> hold(held);
            case QueueRecord.Released(var journey, var recipients, int sequence) ->
                    note(journey, sequence, recipients, Entry::release);
            case QueueRecord.Warned(var journey, var recipients, int sequence) ->
                    note(journey, sequence, recipients, Entry::warned);
            case QueueRecord.Copied(var copy) ->
                    copies.put(copy.name(), new Copies.Found(copy, location));
            case QueueRecord.Entered(var name) -> copies.remove(name);
            case QueueRecord.Redirected redirected ->
                    note(
                            redirected.journey(),
                            redirected.sequence(),
                            redirected.recipients(),
                            entry -> index.redirect(entry, redirected.route()));
        }
    }

    private void accept(QueueRecord.Accepted record, Location location) {
        QueuedMessage message = new QueuedMessage(record, location);
        List<Map<Route, List<Integer>>> routes = index.routesOf(record);
        index.lock().lock();
        try {
            index.forget(record.journey()); // it has moved
            index.found(message, record, routes);
        } finally {
            index.lock().unlock();
        }
    }

    private void end(QueueRecord.Ended ended) {
        index.lock().lock();
        try {
            index.find(ended.journey())
                    .ifPresent(message -> {
                        message.atLeastSequence(ended.sequence());
                        for (Entry entry : message.entries()) {
                            index.foundEnded(entry, ended.recipients());
                        }
                    });
        } finally {
            index.lock().unlock();
        }
    }

    private void defer(QueueRecord.Deferred deferred) {
        note(
                deferred.journey(),
                deferred.sequence(),
                deferred.recipients(),
                entry -> {
                    entry.failed(deferred.failures(), deferred.reason());
                    entry.setDue(deferred.nextAttempt().toEpochMilli());
                });
    }

    private void hold(QueueRecord.Held held) {
        note(
                held.journey(),
                held.sequence(),
                held.recipients(),
                entry -> entry.hold(held.cause(), held.at(), held.reason()));
    }

    /** Applies something to entries of just these recipients, which are split off for that. */
    private void note(
            JourneyId journey, int sequence, List<Integer> recipients, Consumer<Entry> change) {
        index.lock().lock();
        try {
            index.find(journey)
                    .ifPresent(message -> {
                        message.atLeastSequence(sequence);
                        separate(message, recipients).forEach(change);
                    });
        } finally {
            index.lock().unlock();
        }
    }

    private static List<Entry> separate(QueuedMessage message, List<Integer> recipients) {
        List<Entry> separated = new ArrayList<>();
        IntPredicate meant = Recipients.among(recipients);
        for (Entry entry : message.entries()) {
            List<Integer> part = entry.recipients().stream().filter(meant::test).toList();
            if (part.size() == entry.recipientCount()) {
                separated.add(entry);
            } else if (!part.isEmpty()) {
                Entry other = entry.split(part);
                message.add(other);
                separated.add(other);
            }
        }
        return separated;
    }

    /** Copies of which the log does not say that they were entered. */
    List<Copies.Found> copies() {
        return List.copyOf(copies.values());
    }

    /** Parts of batches that were never completed, or whose last frame was lost. */
    List<Location> incomplete() {
        return ahead.values().stream()
                .flatMap(standing -> standing.stream().map(Standing::location))
                .toList();
    }

    /** What was restored and is not yet scheduled. */
    List<QueuedMessage> messages() {
        List<QueuedMessage> restored = new ArrayList<>(index.size());
        index.forEach(message -> {
            if (isNew(message)) {
                restored.add(message);
            }
        });
        return restored;
    }

    /** A message is restored with all its entries, so any of them tells. */
    private static boolean isNew(QueuedMessage message) {
        return message.entries().getFirst().state() == Entry.State.NEW;
    }

    /** Ends recovery: what was restored may be tried when it is due. */
    void schedule(List<QueuedMessage> restored) {
        Scheduler scheduler = index.scheduler();
        for (QueuedMessage message : restored) {
            index.lock().lock();
            try {
                message.entries().forEach(scheduler::resume);
            } finally {
                index.lock().unlock();
            }
        }
    }
}
