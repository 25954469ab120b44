package dev.mailwarden.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Leases entries before their turn, for people and for what has waited too long. An entry that is
 * being tried, and one whose message is being moved in the spool, is not leased.
 */
final class OutOfTurn {

    private final Scheduler scheduler;
    private final ReentrantLock lock;

    OutOfTurn(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.lock = scheduler.lock();
    }

    /** What waits for its time, or for its route. */
    List<Lease> putOff(QueuedMessage message) {
        return lease(message, OutOfTurn::isPutOff);
    }

    /** What waits or is held and has one of some recipients. */
    List<Lease> any(QueuedMessage message, IntPredicate whom) {
        return lease(message, entry -> (isWaiting(entry) || isHeld(entry)) && has(entry, whom));
    }

    /** What waits or is held of a variant. */
    List<Lease> ofVariant(QueuedMessage message, int variant) {
        return lease(
                message,
                entry -> (isWaiting(entry) || isHeld(entry)) && entry.variant() == variant);
    }

    /** What waits and has one of some recipients. */
    List<Lease> waiting(QueuedMessage message, IntPredicate whom) {
        return lease(message, entry -> isWaiting(entry) && has(entry, whom));
    }

    /** What is held and has one of some recipients. */
    List<Lease> held(QueuedMessage message, IntPredicate whom) {
        return lease(message, entry -> isHeld(entry) && has(entry, whom));
    }

    /** What is held because it failed, since before a time. */
    List<Lease> heldFailures(QueuedMessage message, Instant before) {
        return lease(message, entry -> isHeldFailure(entry, before));
    }

    static boolean isHeldFailure(Entry entry, Instant before) {
        return isHeld(entry)
                && entry.heldFor().filter(HoldCause.FAILURE::equals).isPresent()
                && entry.due() < before.toEpochMilli();
    }

    /** What waits behind a route that cannot be reached. */
    List<Lease> unreachable(QueuedMessage message) {
        return lease(message, OutOfTurn::isBehindDeadRoute);
    }

    /** What has failed for now and whose sender was not told that it is late. */
    List<Lease> unwarned(QueuedMessage message) {
        return lease(message, OutOfTurn::isUnwarned);
    }

    static boolean isUnwarned(Entry entry) {
        return !entry.isWarned() && isPutOff(entry);
    }

    private static boolean isPutOff(Entry entry) {
        return entry.state() == Entry.State.DEFERRED || isBehindDeadRoute(entry);
    }

    /** How many recipients cannot be leased now. */
    int busy(QueuedMessage message, IntPredicate whom) {
        lock.lock();
        try {
            long busy = 0;
            for (Entry entry : message.entries()) {
                if (message.isMoving() || entry.state() == Entry.State.LEASED) {
                    busy += entry.recipients().stream().filter(whom::test).count();
                }
            }
            return (int) busy;
        } finally {
            lock.unlock();
        }
    }

    static boolean isBehindDeadRoute(Entry entry) {
        return entry.state() == Entry.State.READY && entry.lane().pausedUntil() > 0;
    }

    private static boolean isWaiting(Entry entry) {
        return entry.state() == Entry.State.READY || entry.state() == Entry.State.DEFERRED;
    }

    private static boolean isHeld(Entry entry) {
        return entry.state() == Entry.State.HELD;
    }

    private static boolean has(Entry entry, IntPredicate whom) {
        return entry.recipients().stream().anyMatch(whom::test);
    }

    private List<Lease> lease(QueuedMessage message, Predicate<Entry> which) {
        lock.lock();
        try {
            List<Lease> leases = new ArrayList<>();
            if (!message.isMoving()) {
                for (Entry entry : message.entries()) {
                    if (which.test(entry)) {
                        leases.add(scheduler.leaseOutOfTurn(entry));
                    }
                }
            }
            return leases;
        } finally {
            lock.unlock();
        }
    }
}
