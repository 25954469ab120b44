package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ready entries for one route. Domains that share the route take turns, so that ten thousand
 * messages for one do not delay the one message for another. Guarded by the scheduler's lock.
 */
final class Lane {

    private final Route route;
    private final Map<Domain, DomainQueue> domains = new HashMap<>();
    private final ArrayDeque<DomainQueue> turns = new ArrayDeque<>();
    private int leased;
    private long pausedUntil;
    private boolean probing;
    private boolean inRotation;
    private String lastFailure = "";
    private String lastReason = "";

    Lane(Route route) {
        this.route = route;
    }

    /** The ready entries for one recipient domain. */
    final class DomainQueue {

        private final Domain domain;
        private final ArrayDeque<Entry> ready = new ArrayDeque<>(2);
        private int entries;

        private DomainQueue(Domain domain) {
            this.domain = domain;
        }

        Lane lane() {
            return Lane.this;
        }

        Domain domain() {
            return domain;
        }
    }

    Route route() {
        return route;
    }

    /** The place for one more entry, which must {@link #leave} at its end. */
    DomainQueue enter(Domain domain) {
        DomainQueue place = domains.computeIfAbsent(domain, DomainQueue::new);
        place.entries++;
        return place;
    }

    /** One more entry shares a place; it too must {@link #leave}. */
    void enter(DomainQueue place) {
        place.entries++;
    }

    /** An entry has ended. {@return whether the lane is empty now} */
    boolean leave(DomainQueue place) {
        place.entries--;
        if (place.entries == 0) {
            domains.remove(place.domain);
        }
        return domains.isEmpty();
    }

    void add(Entry entry) {
        DomainQueue domain = entry.place();
        if (domain.ready.isEmpty()) {
            turns.add(domain);
        }
        domain.ready.add(entry);
    }

    /**
     * {@return the next entry, or null if none is ready}
     *
     * <p>An entry that left the state READY out of turn is passed over: to search for it when it
     * left would cost a walk through all that wait.
     */
    @Nullable Entry poll() {
        for (DomainQueue domain = turns.poll(); domain != null; domain = turns.poll()) {
            Entry entry = domain.ready.poll();
            if (!domain.ready.isEmpty()) {
                turns.add(domain);
            }
            if (entry != null && entry.mayBeLeased()) {
                return entry;
            }
        }
        return null;
    }

    /** Whether an entry may be leased now. */
    boolean isEligible(int limit, long now) {
        return !turns.isEmpty() && now >= pausedUntil && leased < (probing ? 1 : limit);
    }

    void lease() {
        leased++;
    }

    void unlease() {
        leased--;
    }

    int leased() {
        return leased;
    }

    /** Nothing is tried until then, and after that one entry at a time until one gets through. */
    void pauseUntil(long millis, String why) {
        pausedUntil = millis;
        probing = true;
        lastFailure = why;
    }

    /** A hop of the route has answered. */
    void isAlive() {
        probing = false;
        pausedUntil = 0;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /** Why the lane was paused last; empty if it never was. */
    String lastFailure() {
        return lastFailure;
    }

    /** {@return an equal text, the same object for entries that failed alike one after another} */
    String shared(String reason) {
        if (!reason.equals(lastReason)) {
            lastReason = reason;
        }
        return lastReason;
    }

    boolean isInRotation() {
        return inRotation;
    }

    void setInRotation(boolean now) {
        inRotation = now;
    }
}
