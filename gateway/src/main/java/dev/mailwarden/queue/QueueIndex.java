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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
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
    private final Ledger ledger = new Ledger();

    /** Changed under the lock; may be walked without it. */
    private final ConcurrentHashMap<JourneyId, QueuedMessage> messages = new ConcurrentHashMap<>();

    /** Taken before the lock, so that one walk at a time counts what is there. */
    private final ReentrantLock walking = new ReentrantLock();

    private int walk;
    private long endedDuringWalk;

    QueueIndex(Scheduler scheduler, Router router, HotBudget hotBudget) {
        this.scheduler = scheduler;
        this.router = router;
        this.hotBudget = hotBudget;
        this.lock = scheduler.lock();
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
            ledger.accepted(message.pending());
            place(message, record, routes);
            message.entries().forEach(scheduler::ready);
        } finally {
            lock.unlock();
        }
    }

    /** Takes in a message found at start, without scheduling it yet. With the lock held. */
    void found(
            QueuedMessage message, QueueRecord.Accepted record, Map<Route, List<Integer>> routes) {
        ledger.found(message.pending());
        place(message, record, routes);
    }

    /** Forgets a message found at start, if there is one. With the lock held. */
    void forget(JourneyId journey) {
        QueuedMessage old = messages.remove(journey);
        if (old != null) {
            old.entries().forEach(scheduler::end);
            ledger.found(-old.pending());
            uncount(old, old.pending());
            old.setWalk(walk);
        }
    }

    /** Some recipients of a message found at start had ended before. With the lock held. */
    void foundEnded(Entry entry, List<Integer> ended) {
        QueuedMessage message = entry.message();
        List<Integer> left = without(entry.recipients(), ended);
        int gone = entry.recipientCount() - left.size();
        ledger.found(-gone);
        uncount(message, gone);
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
        message.setWalk(walk);
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

    /**
     * Makes entries that wait, for their time or for their route, ready.
     *
     * @return how many recipients
     */
    int retry(QueuedMessage message) {
        lock.lock();
        try {
            int recipients = 0;
            for (Entry entry : message.entries()) {
                boolean deferred = entry.state() == Entry.State.DEFERRED;
                if (deferred || isBehindDeadRoute(entry)) {
                    recipients += entry.recipientCount();
                    scheduler.alive(entry.lane());
                }
                if (deferred) {
                    scheduler.ready(entry);
                }
            }
            return recipients;
        } finally {
            lock.unlock();
        }
    }

    /** Leases every entry that is not being tried or moved and has one of some recipients. */
    List<Lease> leaseForRemoval(QueuedMessage message, IntPredicate whom) {
        return lease(message, entry -> entry.recipients().stream().anyMatch(whom::test));
    }

    /** Leases the entries that wait behind a route that cannot be reached. */
    List<Lease> leaseForExpiry(QueuedMessage message) {
        return lease(message, QueueIndex::isBehindDeadRoute);
    }

    private static boolean isBehindDeadRoute(Entry entry) {
        return entry.state() == Entry.State.READY && entry.lane().pausedUntil() > 0;
    }

    private List<Lease> lease(QueuedMessage message, Predicate<Entry> which) {
        lock.lock();
        try {
            List<Lease> leases = new ArrayList<>();
            if (!message.isMoving()) {
                for (Entry entry : message.entries()) {
                    if (isWaiting(entry) && which.test(entry)) {
                        leases.add(scheduler.leaseOutOfTurn(entry));
                    }
                }
            }
            return leases;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isWaiting(Entry entry) {
        return entry.state() == Entry.State.READY || entry.state() == Entry.State.DEFERRED;
    }

    void stopSending() {
        lock.lock();
        try {
            scheduler.stopSending();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest first; each row as it is when it is asked for. */
    Stream<QueuedEntry> entries() {
        List<QueuedMessage> all = new ArrayList<>(messages.values());
        all.sort(Comparator.comparingLong(QueuedMessage::acceptedAt));
        return all.stream().flatMap(message -> entries(message).stream());
    }

    List<QueuedEntry> entries(QueuedMessage message) {
        lock.lock();
        try {
            return message.entries().stream().map(QueueIndex::row).toList();
        } finally {
            lock.unlock();
        }
    }

    private static QueuedEntry row(Entry entry) {
        boolean deferred = entry.state() == Entry.State.DEFERRED;
        Lane lane = entry.lane();
        boolean paused = isBehindDeadRoute(entry);
        return new QueuedEntry(
                entry.message().journey(),
                paused ? "paused" : nameOf(entry.state()),
                Instant.ofEpochMilli(entry.message().acceptedAt()),
                entry.recipients(),
                deferred
                        ? Optional.of(Instant.ofEpochMilli(entry.due()))
                        : paused
                                ? Optional.of(Instant.ofEpochMilli(lane.pausedUntil()))
                                : Optional.empty(),
                entry.failures(),
                lane.route().key(),
                entry.reason().isEmpty() ? lane.lastFailure() : entry.reason());
    }

    private static String nameOf(Entry.State state) {
        return switch (state) {
            case NEW, READY, WITHHELD -> "ready";
            case LEASED, ENDED -> "active";
            case DEFERRED -> "deferred";
        };
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
            ledger.ended(outcome, recipients.size());
            uncount(message, recipients.size());
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

    /**
     * Messages accepted before these times.
     *
     * @param notifications milliseconds since 1970 for those with the null reverse-path
     * @param others the same for all others
     */
    List<QueuedMessage> acceptedBefore(long notifications, long others) {
        List<QueuedMessage> old = new ArrayList<>();
        for (QueuedMessage message : messages.values()) {
            if (message.acceptedAt() < (message.isNotification() ? notifications : others)) {
                old.add(message);
            }
        }
        return old;
    }

    int size() {
        return (int) Math.min(messages.mappingCount(), Integer.MAX_VALUE);
    }

    /**
     * Counts what is really there against the accounts, as both were when the walk began: what ends
     * before its turn is counted when it ends, what comes in after the beginning is not counted. So
     * the lock is held for a few messages at a time only.
     */
    Balance balance() {
        walking.lock();
        try {
            Balance begun = beginWalk();
            LongAdder queued = new LongAdder();
            forEach(message -> queued.add(count(message)));
            return begun.withQueued(queued.sum() + endedDuringWalk());
        } finally {
            walking.unlock();
        }
    }

    private Balance beginWalk() {
        lock.lock();
        try {
            walk++;
            endedDuringWalk = 0;
            return ledger.balance(0);
        } finally {
            lock.unlock();
        }
    }

    private long count(QueuedMessage message) {
        long queued = 0;
        if (message.walk() != walk) {
            message.setWalk(walk);
            for (Entry entry : message.entries()) {
                queued += entry.recipientCount();
            }
        }
        return queued;
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

    private long endedDuringWalk() {
        lock.lock();
        try {
            return endedDuringWalk;
        } finally {
            lock.unlock();
        }
    }

    /** Recipients have ended, so a walk that has not come to them will not find them. */
    private void uncount(QueuedMessage message, int recipients) {
        if (message.walk() != walk) {
            endedDuringWalk += recipients;
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    ReentrantLock lock() {
        return lock;
    }
}
