package dev.mailwarden.queue;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import dev.mailwarden.spool.BlobContent;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.StoredContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What is in the queue: every message, its place in the schedule, and the accounts. The three
 * change together under the scheduler's lock, which each method takes for itself.
 */
final class QueueIndex {

    /** Messages visited in one go. */
    private static final int SLICE = 1000;

    private final Scheduler scheduler;
    private final Router router;
    private final HotBudget hotBudget;
    private final ReentrantLock lock;
    private final Census census;

    /** Changed under the lock; may be walked without it. */
    private final ConcurrentHashMap<JourneyId, QueuedMessage> messages = new ConcurrentHashMap<>();

    QueueIndex(Scheduler scheduler, Router router, HotBudget hotBudget) {
        this.scheduler = scheduler;
        this.router = router;
        this.hotBudget = hotBudget;
        this.lock = scheduler.lock();
        this.census = new Census(lock);
    }

    /** Takes in a message that was just put on stable storage; it may be tried at once. */
    void accept(QueueRecord.Accepted record, Location location, StoredContent content) {
        QueuedMessage message = new QueuedMessage(record, location);
        Map<Route, List<Integer>> routes = routesOf(record);
        long cost =
                HotBudget.costOf(
                        message.pending(), content.length(), !(content instanceof BlobContent));
        lock.lock();
        try {
            if (hotBudget.take(cost)) {
                message.warm(new QueuedMessage.Hot(record.envelope(), content, cost));
            }
            census.accepted(message);
            place(message, record, routes);
            message.entries().forEach(scheduler::ready);
        } finally {
            lock.unlock();
        }
    }

    /** Takes in a message found at start, without scheduling it yet. With the lock held. */
    void found(
            QueuedMessage message, QueueRecord.Accepted record, Map<Route, List<Integer>> routes) {
        census.found(message);
        place(message, record, routes);
    }

    /** Forgets a message found at start, if there is one. With the lock held. */
    void forget(JourneyId journey) {
        QueuedMessage old = messages.remove(journey);
        if (old != null) {
            old.entries().forEach(scheduler::end);
            census.forgotten(old);
        }
    }

    /** Some recipients of a message found at start had ended before. With the lock held. */
    void foundEnded(Entry entry, List<Integer> ended) {
        QueuedMessage message = entry.message();
        List<Integer> left = without(entry.recipients(), ended);
        int gone = entry.recipientCount() - left.size();
        census.foundEnded(message, gone);
        message.end(gone);
        entry.keepOnly(left);
        if (left.isEmpty()) {
            message.remove(entry);
            scheduler.end(entry);
        }
        if (message.pending() == 0) {
            messages.remove(message.journey());
        }
    }

    private void place(
            QueuedMessage message, QueueRecord.Accepted record, Map<Route, List<Integer>> routes) {
        List<Entry> entries = new ArrayList<>(routes.size());
        routes.forEach((route, indexes) -> {
            Recipient first = record.envelope().recipients().get(indexes.getFirst());
            Lane.DomainQueue place = scheduler.place(route, first.mailbox().domain());
            entries.add(new Entry(message, place, indexes));
        });
        message.setEntries(entries);
        messages.put(message.journey(), message);
    }

    /** The recipients that have not ended, by their route. */
    Map<Route, List<Integer>> routesOf(QueueRecord.Accepted record) {
        List<Recipient> recipients = record.envelope().recipients();
        if (record.pending().size() == 1) {
            int only = record.pending().getFirst();
            return Map.of(router.route(recipients.get(only).mailbox()), record.pending());
        }
        Map<Route, List<Integer>> routes = new LinkedHashMap<>();
        for (int index : record.pending()) {
            routes.computeIfAbsent(
                            router.route(recipients.get(index).mailbox()), _ -> new ArrayList<>())
                    .add(index);
        }
        return routes;
    }

    /**
     * Keeps a message from being leased while the spool moves it.
     *
     * @return whether that can be done: nobody has a lease of it
     */
    boolean withhold(QueuedMessage message) {
        lock.lock();
        try {
            if (message.isLeased() || message.isMoving()) {
                return false;
            }
            message.setMoving(true);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a withheld message be leased again, at its new place if it has one. */
    void release(QueuedMessage message, Optional<Location> to) {
        lock.lock();
        try {
            to.ifPresent(message::moveTo);
            message.setMoving(false);
            message.entries().stream()
                    .filter(entry -> entry.state() == Entry.State.WITHHELD)
                    .forEach(scheduler::ready);
        } finally {
            lock.unlock();
        }
    }

    void stopSending() {
        lock.lock();
        try {
            scheduler.stopSending();
        } finally {
            lock.unlock();
        }
    }

    /** Every message, in no order; it may have ended meanwhile. */
    Stream<QueuedMessage> messages() {
        return messages.values().stream();
    }

    /**
     * Holds some recipients of a leased entry, which is left without them.
     *
     * @param cause decides whether it ends by itself
     */
    void hold(Entry entry, List<Integer> part, HoldCause cause, String reason) {
        lock.lock();
        try {
            hotBudget.give(entry.message().cool());
            Entry held = entry.split(part);
            entry.message().add(held);
            held.hold(cause, reason);
            scheduler.hold(held);
        } finally {
            lock.unlock();
        }
    }

    /** Lets some held recipients of a leased entry, which is left without them, be tried again. */
    void free(Entry entry, List<Integer> part) {
        lock.lock();
        try {
            Entry free = entry.split(part);
            entry.message().add(free);
            free.release();
            scheduler.ready(free);
        } finally {
            lock.unlock();
        }
    }

    /** Sends some recipients of a leased entry, which is left without them, another way. */
    void redirect(Entry entry, List<Integer> part, Route route) {
        lock.lock();
        try {
            Entry before = entry.split(part);
            entry.message().add(before);
            Entry after = reroute(before, route);
            after.failed(0, "");
            scheduler.resume(after);
        } finally {
            lock.unlock();
        }
    }

    /** {@return what stands for an unscheduled entry in another lane} With the lock held. */
    Entry reroute(Entry entry, Route route) {
        QueuedMessage message = entry.message();
        Lane.DomainQueue place = scheduler.place(route, entry.place().domain());
        Entry other = new Entry(message, place, entry.recipients());
        other.takeOver(entry);
        other.redirected();
        message.remove(entry);
        scheduler.end(entry);
        message.add(other);
        return other;
    }

    /**
     * Ends some recipients of a leased entry.
     *
     * @return whether that ended the whole message: it is out of the index, and what holds it in
     *     the spool may go once its end is on stable storage
     */
    boolean end(Entry entry, Outcome outcome, List<Integer> recipients) {
        lock.lock();
        try {
            QueuedMessage message = entry.message();
            census.ended(message, outcome, recipients.size());
            message.end(recipients.size());
            entry.keepOnly(without(entry.recipients(), recipients));
            if (message.pending() == 0) {
                hotBudget.give(message.cool());
                messages.remove(message.journey());
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the lease of an entry without recipients. */
    void finish(Entry entry) {
        lock.lock();
        try {
            scheduler.unlease(entry);
            entry.message().remove(entry);
            scheduler.end(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the lease of an entry that is to be tried again. */
    void defer(Entry entry, int failures, String reason, Instant next) {
        lock.lock();
        try {
            hotBudget.give(entry.message().cool());
            entry.failed(failures, reason);
            scheduler.unlease(entry);
            scheduler.defer(entry, next);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the lease of an entry that was not tried. */
    void handBack(Entry entry) {
        lock.lock();
        try {
            scheduler.unlease(entry);
            scheduler.ready(entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back the lease of an entry that was not tried and goes on waiting: until it was due, or
     * for its turn if it has not failed yet.
     */
    void resume(Entry entry) {
        lock.lock();
        try {
            scheduler.unlease(entry);
            scheduler.resume(entry);
        } finally {
            lock.unlock();
        }
    }

    /** The same for an entry whose sender need not be told again that it is late. */
    void resumeWarned(Entry entry) {
        lock.lock();
        try {
            entry.warned();
            resume(entry);
        } finally {
            lock.unlock();
        }
    }

    static List<Integer> without(List<Integer> all, List<Integer> gone) {
        return all.equals(gone)
                ? List.of()
                : all.stream().filter(index -> !gone.contains(index)).toList();
    }

    Optional<QueuedMessage> find(JourneyId journey) {
        lock.lock();
        try {
            return Optional.ofNullable(messages.get(journey));
        } finally {
            lock.unlock();
        }
    }

    /** {@return the first of {@code count} sequence numbers for events of a journey} */
    int takeSequence(QueuedMessage message, int count) {
        lock.lock();
        try {
            return message.takeSequence(count);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        return (int) Math.min(messages.mappingCount(), Integer.MAX_VALUE);
    }

    /** Counts what is really there against the accounts. */
    Balance balance() {
        return census.take(this::forEach);
    }

    /** Visits messages with the lock held, which is given up in between. */
    void forEach(Consumer<QueuedMessage> visitor) {
        List<QueuedMessage> some = new ArrayList<>(SLICE);
        for (QueuedMessage message : messages.values()) {
            some.add(message);
            if (some.size() == SLICE) {
                visit(some, visitor);
                some.clear();
            }
        }
        visit(some, visitor);
    }

    /** What has ended since it was seen has no entries and is passed over. */
    private void visit(List<QueuedMessage> some, Consumer<QueuedMessage> visitor) {
        lock.lock();
        try {
            some.stream().filter(message -> !message.entries().isEmpty()).forEach(visitor);
        } finally {
            lock.unlock();
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    ReentrantLock lock() {
        return lock;
    }
}
