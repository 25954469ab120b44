package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.SpoolFullException;
import dev.mailwarden.track.EventCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has copies entered into their stores once the frame that names them is durable. The frame lives
 * until that is done, and may be moved meanwhile; after a start it is done again for those of which
 * the log does not say that it was. Safe for any number of threads.
 */
final class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    /** More than that wait only if a store has failed for long; then no more is taken. */
    static final int MOST = 10_000;

    /** Of events about copies; those of the queue's messages stand below. */
    private static final int FIRST_SEQUENCE = 1_000_000_000;

    /** Enough to share the store's commits. */
    private static final int AT_ONCE = 16;

    /** So many failures one after the other are the store's, and end a round. */
    private static final int FAILURES_IN_A_ROUND = 16;

    private final CopyShelf shelf;
    private final Spool spool;
    private final InstantSource clock;
    private final Consumer<Runnable> threads;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final ReentrantLock lock = new ReentrantLock();

    /** The next to be tried first. */
    private final Map<CopyShelf.CopyName, Waiting> waiting = new LinkedHashMap<>();

    private final Map<Location, List<Waiting>> byFrame = new HashMap<>();

    /** Whether the log tells already that copies cannot be entered. */
    private volatile boolean failing;

    /** A copy that a frame names and that may not have been entered. */
    record Found(CopyShelf.Copy copy, Location location) {}

    private enum State {
        WAITING,
        BEING_ENTERED,
        /** Must not be entered: "entered" would stand before it in the log, and be forgotten. */
        BEING_MOVED
    }

    private static final class Waiting {

        private final CopyShelf.Copy copy;
        private Location location;
        private State state = State.WAITING;

        private Waiting(CopyShelf.Copy copy, Location location) {
            this.copy = copy;
            this.location = location;
        }
    }

    /**
     * @param threads runs something on a thread of its own
     */
    Copies(CopyShelf shelf, Spool spool, InstantSource clock, Consumer<Runnable> threads) {
        this.shelf = shelf;
        this.spool = spool;
        this.clock = clock;
        this.threads = threads;
    }

    /** Whether so many wait that no more should be taken. */
    boolean isFull() {
        return size() >= MOST;
    }

    private int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** No frame names these copies, and none will. */
    void takeBack(Collection<CopyShelf.Copy> copies) {
        copies.forEach(copy -> shelf.takeBack(copy.name()));
    }

    /** The frame with these copies is durable, and live for each of them. */
    void enter(List<CopyShelf.Copy> copies, Location location) {
        List<Waiting> all = copies.stream().map(copy -> add(copy, location)).toList();
        all.forEach(this::start);
    }

    private void start(Waiting each) {
        try {
            threads.accept(() -> enter(each));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("copy {} is entered later", each.copy.kept().id(), e);
        }
    }

    private Waiting add(CopyShelf.Copy copy, Location location) {
        Waiting each = new Waiting(copy, location);
        lock.lock();
        try {
            waiting.put(copy.name(), each);
            byFrame.computeIfAbsent(location, _ -> new ArrayList<>(1)).add(each);
            return each;
        } finally {
            lock.unlock();
        }
    }

    /** Tries again what could not be entered, unless others are being entered now. */
    void again() {
        List<Waiting> all = all();
        if (!all.isEmpty() && turns.availablePermits() == AT_ONCE) {
            threads.accept(() -> goRound(all));
        }
    }

    private List<Waiting> all() {
        lock.lock();
        try {
            return List.copyOf(waiting.values());
        } finally {
            lock.unlock();
        }
    }

    private void goRound(List<Waiting> all) {
        int failures = 0;
        int inARow = 0;
        for (Waiting each : all) {
            boolean failed = !enter(each);
            failures += failed ? 1 : 0;
            inARow = failed ? inARow + 1 : 0;
            if (inARow == FAILURES_IN_A_ROUND) {
                break;
            }
        }
        if (failures > 0) {
            LOG.error("{} copies still wait to be entered into their stores", size());
        } else {
            failing = false;
        }
    }

    /** {@return whether it need not be tried again} */
    private boolean enter(Waiting each) {
        turns.acquireUninterruptibly();
        try {
            return !begin(each) || tryToEnter(each);
        } finally {
            turns.release();
        }
    }

    private boolean begin(Waiting each) {
        lock.lock();
        try {
            boolean may = waiting.get(each.copy.name()) == each && each.state == State.WAITING;
            if (may) {
                each.state = State.BEING_ENTERED;
            }
            return may;
        } finally {
            lock.unlock();
        }
    }

    private boolean tryToEnter(Waiting each) {
        boolean ends = false;
        WrittenEvents events = WrittenEvents.NONE;
        try {
            shelf.enter(each.copy);
            ends = true;
        } catch (DamagedContentException e) {
            LOG.error("CRITICAL: copy {} is lost: {}", each.copy.kept().id(), e.getMessage());
            events = EventCodec.write(lost(each.copy, String.valueOf(e.getMessage())));
            ends = true;
        } catch (IOException | RuntimeException e) {
            tell(each, e);
        } finally {
            if (!ends) {
                putOff(each);
            }
        }
        if (ends) {
            end(each, events);
        }
        return ends;
    }

    private Event lost(CopyShelf.Copy copy, String reason) {
        int store =
                switch (copy.store()) {
                    case BACKUP -> 0;
                    case QUARANTINE -> 1;
                };
        return new Event.SetAside(
                copy.kept().id().journey(),
                FIRST_SEQUENCE + 2 * copy.kept().id().variant() + store,
                clock.instant(),
                "the copy for " + copy.store() + " is lost: " + reason);
    }

    /** Once; after that each round says how many wait. */
    private void tell(Waiting each, Exception failure) {
        if (!failing) {
            failing = true;
            LOG.error("copy {} could not be entered now", each.copy.kept().id(), failure);
        }
    }

    /** It goes behind the others, which may be entered. */
    private void putOff(Waiting each) {
        lock.lock();
        try {
            each.state = State.WAITING;
            waiting.remove(each.copy.name());
            waiting.put(each.copy.name(), each);
        } finally {
            lock.unlock();
        }
    }

    private void end(Waiting each, WrittenEvents events) {
        Location location;
        lock.lock();
        try {
            location = each.location;
            waiting.remove(each.copy.name());
            byFrame.computeIfPresent(
                    location, (_, there) -> there.remove(each) && there.isEmpty() ? null : there);
        } finally {
            lock.unlock();
        }
        byte[] records = QueueRecords.encode(new QueueRecord.Entered(each.copy.name()));
        try {
            spool.appendLater(Frame.note(records, events), _ -> spool.release(location));
        } catch (SpoolFullException e) {
            LOG.debug("closed; the next start enters it again", e);
        }
    }

    /** Takes over what was found at start; its frames are kept. */
    void found(List<Found> copies) {
        copies.forEach(each -> add(each.copy(), each.location()));
    }

    /**
     * Enters what was found at start; what was put there before it and no frame names is deleted.
     *
     * @param named what frames name and may not have been entered
     * @throws IOException if nothing can be deleted now; it stays until the next start
     */
    void serve(Set<CopyShelf.CopyName> named) throws IOException {
        again();
        shelf.clear(named);
    }

    /**
     * Keeps the copies that wait in a frame from being entered while it is moved.
     *
     * @return those; empty if one of them is being entered just now
     */
    Optional<List<CopyShelf.Copy>> withhold(Location from) {
        lock.lock();
        try {
            List<Waiting> there = byFrame.getOrDefault(from, List.of());
            if (there.stream().anyMatch(each -> each.state != State.WAITING)) {
                return Optional.empty();
            }
            there.forEach(each -> each.state = State.BEING_MOVED);
            return Optional.of(there.stream().map(each -> each.copy).toList());
        } finally {
            lock.unlock();
        }
    }

    /** How many copies of a frame are withheld. */
    int withheld(Location from) {
        lock.lock();
        try {
            return (int)
                    byFrame.getOrDefault(from, List.of()).stream()
                            .filter(each -> each.state == State.BEING_MOVED)
                            .count();
        } finally {
            lock.unlock();
        }
    }

    /** Lets withheld copies be entered again, at their new place if there is one. */
    void release(Location from, Optional<Location> to) {
        List<Waiting> there;
        lock.lock();
        try {
            List<Waiting> all = byFrame.getOrDefault(from, List.of());
            there = List.copyOf(all);
            if (to.isPresent() && !there.isEmpty()) {
                byFrame.remove(from);
                byFrame.put(to.get(), all);
                there.forEach(each -> each.location = to.get());
            }
            there.forEach(each -> each.state = State.WAITING);
        } finally {
            lock.unlock();
        }
        if (!failing) {
            there.forEach(this::start); // a round may have passed them over
        }
    }
}
