package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.SpoolFullException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has copies entered into their stores once the frame that names them is durable. The frame stays
 * until that is done, and after a start it is done again for those of which the log does not say
 * that it was. Safe for any number of threads.
 */
final class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    /** More than that wait only if a store has failed for long; then no more is taken. */
    static final int MOST = 10_000;

    /** Enough to share the store's commits. */
    private static final int AT_ONCE = 16;

    private final CopyShelf shelf;
    private final Spool spool;
    private final Consumer<Runnable> threads;
    private final Map<CopyShelf.CopyName, Waiting> waiting = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** A copy that has to be entered, and the frame that says so. */
    record Waiting(CopyShelf.Copy copy, Location location) {}

    /**
     * @param threads runs something on a thread of its own
     */
    Copies(CopyShelf shelf, Spool spool, Consumer<Runnable> threads) {
        this.shelf = shelf;
        this.spool = spool;
        this.threads = threads;
    }

    /** Whether so many wait that no more should be taken. */
    boolean isFull() {
        return waiting.size() >= MOST;
    }

    /** The frame with these copies is durable, and live for each of them. */
    void enter(List<CopyShelf.Copy> copies, Location location) {
        List<Waiting> all = copies.stream().map(copy -> new Waiting(copy, location)).toList();
        all.forEach(each -> waiting.put(each.copy().name(), each));
        for (Waiting each : all) {
            try {
                threads.accept(() -> enter(each));
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.error("copy {} is entered later", each.copy().kept().id(), e);
            }
        }
    }

    /** Tries again what could not be entered, unless others are being entered now. */
    void again() {
        if (!waiting.isEmpty() && turns.availablePermits() == AT_ONCE) {
            List<Waiting> all = List.copyOf(waiting.values());
            threads.accept(() -> all.forEach(this::enter));
        }
    }

    private void enter(Waiting each) {
        turns.acquireUninterruptibly();
        try {
            if (waiting.containsKey(each.copy().name())) {
                shelf.enter(each.copy());
                note(each);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("copy {} could not be entered now", each.copy().kept().id(), e);
        } finally {
            turns.release();
        }
    }

    private void note(Waiting each) {
        if (!waiting.remove(each.copy().name(), each)) {
            return; // two have entered it, which changes nothing
        }
        byte[] records = QueueRecords.encode(new QueueRecord.Entered(each.copy().name()));
        try {
            spool.appendLater(
                    Frame.note(records, WrittenEvents.NONE), _ -> spool.release(each.location()));
        } catch (SpoolFullException e) {
            LOG.debug("closed; the next start enters it again", e);
        }
    }

    /**
     * Takes over what was found at start and may not have been entered; what no frame names is
     * deleted.
     *
     * @param found their frames are kept
     * @throws IOException if nothing can be deleted now; it stays until the next start
     */
    void serve(List<Waiting> found) throws IOException {
        found.forEach(each -> waiting.put(each.copy().name(), each));
        again();
        shelf.clear(found.stream().map(each -> each.copy().name()).collect(Collectors.toSet()));
    }

    /** Whether a frame names a copy that has still to be entered. */
    boolean isAt(Location location) {
        return !waiting.isEmpty()
                && waiting.values().stream().anyMatch(each -> each.location().equals(location));
    }
}
