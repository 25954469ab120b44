package dev.mailwarden.queue;

import dev.mailwarden.message.Route;
import dev.mailwarden.spool.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings what was in the spool at start back into the index, record by record in the order of the
 * log. Nothing of it may be tried before {@link #schedule}: a later record may say that it has
 * ended. For one thread; others may accept and deliver new mail meanwhile.
 */
final class Restoration {

    private final QueueIndex index;

    Restoration(QueueIndex index) {
        this.index = index;
    }

    /** Applies a record found at a location. */
    void apply(QueueRecord record, Location location) {
        switch (record) {
            case QueueRecord.Accepted accepted -> accept(accepted, location);
            case QueueRecord.Ended ended -> end(ended);
            case QueueRecord.Deferred deferred -> defer(deferred);
        }
    }

    private void accept(QueueRecord.Accepted record, Location location) {
        QueuedMessage message = new QueuedMessage(record, location);
        Map<Route, List<Integer>> routes = index.routesOf(record);
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
        index.lock().lock();
        try {
            index.find(deferred.journey())
                    .ifPresent(message -> {
                        message.atLeastSequence(deferred.sequence());
                        for (Entry entry : message.entries()) {
                            if (deferred.recipients().containsAll(entry.recipients())) {
                                entry.failed(deferred.failures(), deferred.reason());
                                entry.setDue(deferred.nextAttempt().toEpochMilli());
                            }
                        }
                    });
        } finally {
            index.lock().unlock();
        }
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
