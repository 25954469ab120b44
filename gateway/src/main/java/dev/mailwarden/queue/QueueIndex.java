package dev.mailwarden.queue;

import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import dev.mailwarden.spool.Frame;
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
    void accept(QueueRecord.Accepted record, Location location, List<StoredContent> contents) {
        QueuedMessage message = new QueuedMessage(record, location);
        List<Map<Route, List<Integer>>> routes = routesOf(record);
        long cost = HotBudget.costOf(message.pending(), Frame.inlineOctets(contents));
        lock.lock();
        try {
            if (hotBudget.take(cost)) {
                message.warm(new QueuedMessage.Hot(record.envelope(), contents, cost));
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
            QueuedMessage message,
            QueueRecord.Accepted record,
            List<Map<Route, List<Integer>>> routes) {
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
        List<Integer> left = Recipients.without(entry.recipients(), ended);
        int gone = entry.recipientCount() - left.size();
        if (gone == 0) {
            return;
        }
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
            QueuedMessage message,
            QueueRecord.Accepted record,
            List<Map<Route, List<Integer>>> routes) {
        List<Entry> entries = new ArrayList<>(routes.size());
        for (int i = 0; i < routes.size(); i++) {
            int variant = i;
            routes.get(i)
                    .forEach((route, indexes) -> {
                        Recipient first = record.envelope().recipients().get(indexes.getFirst());
                        Lane.DomainQueue place = scheduler.place(route, first.mailbox().domain());
                        entries.add(new Entry(message, place, variant, indexes));
                    });
        }
        message.setEntries(entries);
        messages.put(message.journey(), message);
    }

    /** The recipients that have not ended, for each variant by their route. */
    List<Map<Route, List<Integer>>> routesOf(QueueRecord.Accepted record) {
        List<Map<Route, List<Integer>>> routes = new ArrayList<>(record.variants().size());
        for (QueueRecord.Variant variant : record.variants()) {
            routes.add(routesOf(record.envelope(), variant.pending()));
        }
        return routes;
    }

    /** Some recipients by their route, as the transport map says it now. */
    Map<Route, List<Integer>> routesOf(Envelope envelope, List<Integer> some) {
        List<Recipient> recipients = envelope.recipients();
        if (some.size() == 1) {
            return Map.of(router.route(recipients.get(some.getFirst()).mailbox()), some);
        }
        Map<Route, List<Integer>> routes = new LinkedHashMap<>();
        for (int index : some) {
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

    /** Whether deliveries are begun at all. */
    boolean sends() {
        lock.lock();
        try {
            return scheduler.maySend();
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

    /** Holds some recipients of a leased entry, which is left without them. */
    void hold(Entry entry, QueueRecord.Held how) {
        lock.lock();
        try {
            hotBudget.give(entry.message().cool());
            Entry held = separate(entry, how.recipients());
            held.hold(how.cause(), how.at(), how.reason());
            scheduler.hold(held);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets some recipients of a leased entry, which is left without them, be tried at once, where
     * the transport map leads now.
     */
    void free(Entry entry, Map<Route, List<Integer>> routes) {
        lock.lock();
        try {
            for (Entry free : follow(entry, routes)) {
                free.release();
                scheduler.ready(free);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends some recipients of a leased entry, which is left without them, another way. */
    void redirect(Entry entry, List<Integer> part, Route route) {
        lock.lock();
        try {
            scheduler.resume(redirect(separate(entry, part), route));
        } finally {
            lock.unlock();
        }
    }

    /** {@return what stands for an unscheduled entry, by an administrator's word} With the lock. */
    Entry redirect(Entry entry, Route route) {
        Entry other = reroute(entry, route);
        other.redirected();
        if (other.heldFor().isEmpty()) {
            other.failed(0, "");
        }
        return other;
    }

    /** Takes recipients out of an entry into one of their own. */
    private static Entry separate(Entry entry, List<Integer> part) {
        Entry other = entry.split(part);
        entry.message().add(other);
        return other;
    }

    /** Takes recipients out of an entry, into one for each route they have now. */
    private List<Entry> follow(Entry entry, Map<Route, List<Integer>> routes) {
        List<Entry> separated = new ArrayList<>(routes.size());
        routes.forEach((route, part) -> {
            Entry other = separate(entry, part);
            boolean stays = entry.isRedirected() || route.equals(entry.lane().route());
            separated.add(stays ? other : reroute(other, route));
        });
        return separated;
    }

    /** {@return what stands for an unscheduled entry in another lane} */
    private Entry reroute(Entry entry, Route route) {
        QueuedMessage message = entry.message();
        Lane.DomainQueue place = scheduler.place(route, entry.place().domain());
        Entry other = new Entry(message, place, entry.variant(), entry.recipients());
        other.takeOver(entry);
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
            entry.keepOnly(Recipients.without(entry.recipients(), recipients));
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

    /** The same, each recipient by the route that it has now. */
    void defer(
            Entry entry,
            Map<Route, List<Integer>> routes,
            int failures,
            String reason,
            Instant next) {
        lock.lock();
        try {
            if (routes.size() == 1 && routes.containsKey(entry.lane().route())) {
                defer(entry, failures, reason, next);
                return;
            }
            hotBudget.give(entry.message().cool());
            for (Entry moved : follow(entry, routes)) {
                moved.failed(failures, reason);
                scheduler.defer(moved, next);
            }
            giveBack(entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back the lease of an entry: it has ended with its last recipient, or goes on waiting.
     */
    void giveBack(Entry entry) {
        if (entry.recipientCount() == 0) {
            finish(entry);
        } else {
            resume(entry);
        }
    }

    /**
     * Gives back the lease of an entry that is to be tried at once.
     *
     * @param envelope empty if it cannot be read: then the route stays
     */
    void retry(Entry entry, Optional<Envelope> envelope) {
        Map<Route, List<Integer>> routes =
                envelope.map(its -> routesOf(its, entry.recipients()))
                        .orElseGet(() -> Map.of(entry.lane().route(), entry.recipients()));
        lock.lock();
        try {
            for (Entry free : follow(entry, routes)) {
                scheduler.alive(free.lane());
                scheduler.ready(free);
            }
            giveBack(entry);
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

    Optional<QueuedMessage> find(JourneyId journey) {
        lock.lock();
        try {
            return Optional.ofNullable(messages.get(journey));
        } finally {
            lock.unlock();
        }
    }

    /** {@return the file of a variant, which is not deleted with the message} */
    Optional<String> giveUpBlob(QueuedMessage message, int variant) {
        lock.lock();
        try {
            return message.giveUpBlob(variant);
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
