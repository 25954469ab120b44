package dev.mailwarden.track;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.Projection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rows of journeys from the journal's files, on a thread of its own: it is told when
 * there is more and reads it from the disk. So nothing waits for the rows, nothing piles up in
 * memory, and a start goes on where the rows end, be it a minute or the whole journal behind.
 */
public final class JourneyFollower implements Projection {

    private static final Logger LOG = LoggerFactory.getLogger(JourneyFollower.class);

    /** Longest wait for the writer of the journal to be done with what it told of. */
    private static final long PAUSE = Duration.ofMillis(500).toNanos();

    private static final long RETRY = Duration.ofSeconds(5).toNanos();
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Path journal;
    private final JourneyStore store;
    private final Semaphore told = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failing;

    /**
     * Begins to follow.
     *
     * @param journal its directory, made if it is not there
     * @param store written by nobody else, and closed by whoever opened it, after this
     */
    public JourneyFollower(Path journal, JourneyStore store) throws IOException {
        DiskVolume.createDirectory(journal);
        this.journal = journal;
        this.store = store;
        thread = Thread.ofPlatform().daemon().name("journeys").start(this::run);
    }

    @Override
    public void take(List<Event> events) {
        told.release();
    }

    /** Whether the rows follow; if not, the log says why, and it is tried again. */
    public boolean isFollowing() {
        return thread.isAlive() && !failing;
    }

    private void run() {
        try {
            while (!closed) {
                follow();
            }
        } catch (InterruptedException e) {
            LOG.error("journeys: the thread that follows was interrupted, which nothing should do");
        }
    }

    private void follow() throws InterruptedException {
        try {
            var reader = new JournalReader(journal, store.place());
            while (!closed) {
                step(reader);
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.error("journeys: the rows cannot be written, trying again until they can", e);
            }
            failing = true;
            await(RETRY);
        }
    }

    private void step(JournalReader reader) throws IOException, InterruptedException {
        told.drainPermits();
        JournalReader.Piece piece = reader.next();
        boolean more = !piece.place().equals(store.place());
        if (more) {
            store.apply(piece.changes(), piece.place());
        }
        if (failing) {
            failing = false;
            LOG.warn("journeys: the rows are written again");
        }
        if (!more) {
            await(PAUSE);
        }
    }

    private void await(long nanos) throws InterruptedException {
        if (!closed) {
            told.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Ends after the piece that is being written; the next start goes on there. */
    @Override
    public void close() {
        closed = true;
        told.release();
        try {
            if (!thread.join(CLOSING)) {
                LOG.error("journeys: the thread that follows hangs, closed without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
