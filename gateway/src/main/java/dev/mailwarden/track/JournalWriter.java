package dev.mailwarden.track;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Projection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's one thread: takes chunks from the queue, writes them in large pieces, and says what
 * is on stable storage. Nobody else touches the file, and nobody interrupts the thread.
 *
 * <p>A chunk is held until it is stable. After any failure the file is given up and everything held
 * goes into a new one: a failed sync may have dropped octets that a second one would not write
 * again. So a line can stand twice, in two files, and none is missing.
 */
final class JournalWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);

    /** A file is at most this long, and at most a sixteenth of the limits (DATA-4). */
    private static final long LONGEST_FILE = 64L << 20;

    private static final int PARTS = 16;

    /** Octets written at once. */
    private static final int BATCH = 1 << 20;

    /** Room for the mark behind a full batch. */
    private static final int MARK = 256;

    /** Octets written that may wait for their sync. */
    private static final long UNSYNCED = 8L << 20;

    private static final long SYNC_INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final long RETRY_INTERVAL = Duration.ofMillis(250).toNanos();

    /** How often an idle journal looks for files that have become too old. */
    private static final long IDLE_INTERVAL = Duration.ofSeconds(30).toNanos();

    private static final long AT_REST = Long.MIN_VALUE;

    private final JournalQueue queue;
    private final Segments segments;
    private final Supplier<Settings.Logs> limits;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final List<Projection> projections;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH + MARK);

    /** Chunks that are not yet stable; the first {@link #staged} are in the file or the buffer. */
    private final List<Chunk> held = new ArrayList<>();

    private int staged;
    private long unsyncedOctets;
    private long lastSync;

    /** Whether the newest file holds anything besides its first mark. */
    private boolean filled;

    /** The spool position of the last staged chunk that has one and is not yet stable. */
    private long stagedPosition = Chunk.NOWHERE;

    private long markedPosition = Chunk.NOWHERE;
    private boolean failing;
    private volatile long syncedPosition;
    private volatile long busySince = AT_REST;
    private volatile long storedOctets;
    private volatile Optional<Instant> oldest;
    final LongAdder octetsWritten = new LongAdder();
    final LongAdder syncs = new LongAdder();
    final LongAdder failures = new LongAdder();

    JournalWriter(
            JournalQueue queue,
            Segments segments,
            long recoveredPosition,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            LongSupplier ticker,
            List<Projection> projections) {
        this.queue = queue;
        this.segments = segments;
        this.limits = limits;
        this.clock = clock;
        this.ticker = ticker;
        this.projections = List.copyOf(projections);
        syncedPosition = recoveredPosition;
        filled = segments.isOpen();
        lastSync = ticker.getAsLong();
        storedOctets = segments.octets();
        oldest = segments.oldestStarted();
    }

    /** The last spool position whose events, and all before, are on stable storage; -1 for none. */
    long syncedPosition() {
        return syncedPosition;
    }

    /** Takes back a claim: the spool begins again after this position. Before its first chunk. */
    void rewind(long position) {
        syncedPosition = position;
    }

    /** {@return how long, in nanoseconds, the writer has been trying to write what it took} */
    long busyNanos() {
        long since = busySince;
        return since == AT_REST ? 0 : ticker.getAsLong() - since;
    }

    long storedOctets() {
        return storedOctets;
    }

    Optional<Instant> oldest() {
        return oldest;
    }

    @Override
    public void run() {
        try {
            boolean goOn = true;
            while (goOn) {
                goOn = round();
            }
        } catch (InterruptedException e) {
            LOG.error("event journal: its writer was interrupted, which nothing should do", e);
        } finally {
            queue.end();
            segments.close();
            projections.forEach(Projection::close);
        }
    }

    /** {@return false when the queue is closed and empty, or closed and the volume fails} */
    private boolean round() throws InterruptedException {
        boolean closed = queue.isClosed();
        List<Chunk> batch = queue.take(BATCH, nanosToWait());
        busySince = ticker.getAsLong();
        held.addAll(batch);
        project(batch);
        prune(batch);
        while (!write(closed)) {
            if (queue.isClosed()) {
                LOG.error("event journal: closed with {} pieces unwritten", held.size());
                return false;
            }
            queue.pause(RETRY_INTERVAL);
        }
        busySince = AT_REST;
        return !closed || !batch.isEmpty();
    }

    private long nanosToWait() {
        return staged == 0
                ? IDLE_INTERVAL
                : Math.max(0, lastSync + SYNC_INTERVAL - ticker.getAsLong());
    }

    private void project(List<Chunk> batch) {
        if (projections.isEmpty() || batch.isEmpty()) {
            return;
        }
        List<Event> events = new ArrayList<>();
        batch.forEach(chunk -> events.addAll(chunk.events()));
        for (Projection projection : projections) {
            try {
                projection.take(events);
            } catch (RuntimeException e) {
                LOG.error("event journal: {} failed", projection, e);
            }
        }
    }

    /** Makes room before a batch. A file that cannot be deleted is no reason to stop writing. */
    private void prune(List<Chunk> batch) {
        long coming = batch.stream().mapToLong(chunk -> chunk.lines().length).sum();
        Settings.Logs logs = limits.get();
        try {
            segments.prune(logs.eventOctets() - coming, clock.instant().minus(logs.eventAge()));
        } catch (IOException e) {
            failures.increment();
            LOG.warn("event journal: an old file cannot be deleted", e);
        }
        tellStore();
    }

    private void tellStore() {
        storedOctets = segments.octets();
        oldest = segments.oldestStarted();
    }

    /** {@return whether everything held is in the file, and stable if that was due} */
    private boolean write(boolean syncNow) {
        try {
            renew();
            while (staged < held.size()) {
                Chunk chunk = held.get(staged);
                if (isFull(chunk)) {
                    endFile();
                    beginFile();
                    chunk = held.get(staged);
                }
                stage(chunk);
                staged++;
            }
            flush();
            if (syncNow || isSyncDue()) {
                sync();
            }
            recovered();
            return true;
        } catch (IOException | RuntimeException e) {
            giveUpFile(e);
            return false;
        }
    }

    private boolean isSyncDue() {
        return unsyncedOctets >= UNSYNCED
                || queue.syncWanted()
                || (staged > 0 && ticker.getAsLong() - lastSync >= SYNC_INTERVAL);
    }

    /** Begins a file if there is none, or if the events in this one would become too old. */
    private void renew() throws IOException {
        if (!segments.isOpen()) {
            beginFile();
        } else if (isAged() && (filled || !held.isEmpty())) {
            endFile();
            beginFile();
        }
    }

    private boolean isAged() {
        Duration longest = limits.get().eventAge().dividedBy(PARTS);
        return !segments.newestStarted().plus(longest).isAfter(clock.instant());
    }

    private boolean isFull(Chunk next) {
        long longest = Math.min(LONGEST_FILE, limits.get().eventOctets() / PARTS);
        return (filled || buffer.position() > 0)
                && segments.newestOctets() + buffer.position() + next.lines().length > longest;
    }

    /** The first line says when the file begins and which position is stable already. */
    private void beginFile() throws IOException {
        Instant now = clock.instant();
        segments.begin(now);
        filled = false;
        segments.write(ByteBuffer.wrap(EventCodec.encodePosition(syncedPosition, now)));
    }

    private void endFile() throws IOException {
        flush();
        if (filled) {
            sync();
            segments.close();
        } else {
            segments.discard();
        }
    }

    private void stage(Chunk chunk) throws IOException {
        byte[] lines = chunk.lines();
        if (lines.length > BATCH - buffer.position()) {
            flush();
        }
        if (lines.length > BATCH) {
            put(ByteBuffer.wrap(lines));
        } else {
            buffer.put(lines);
        }
        if (chunk.position() != Chunk.NOWHERE) {
            stagedPosition = chunk.position();
        }
    }

    /** Writes the buffer, and behind it the mark of the last position in it. */
    private void flush() throws IOException {
        if (stagedPosition != markedPosition) {
            buffer.put(EventCodec.encodePosition(stagedPosition, clock.instant()));
            markedPosition = stagedPosition;
        }
        if (buffer.position() > 0) {
            put(buffer.flip());
            buffer.clear();
        }
    }

    private void put(ByteBuffer lines) throws IOException {
        int count = lines.remaining();
        segments.write(lines);
        filled = true;
        unsyncedOctets += count;
        octetsWritten.add(count);
        tellStore();
    }

    /** Forces the file; only then the chunks in it are let go. */
    private void sync() throws IOException {
        lastSync = ticker.getAsLong();
        if (staged == 0) {
            return;
        }
        segments.force();
        syncs.increment();
        if (stagedPosition != Chunk.NOWHERE) {
            syncedPosition = stagedPosition;
        }
        int stable = staged;
        held.subList(0, stable).clear();
        restart();
        queue.settle(stable);
    }

    /** Nothing of what is held is in the file. */
    private void restart() {
        staged = 0;
        unsyncedOctets = 0;
        stagedPosition = Chunk.NOWHERE;
        markedPosition = Chunk.NOWHERE;
    }

    /** A file that failed is never written or synced again. */
    private void giveUpFile(Exception cause) {
        failures.increment();
        if (!failing) {
            failing = true;
            LOG.error("event journal: cannot be written, trying again until it can", cause);
        }
        buffer.clear();
        restart();
        if (segments.isOpen() && !filled) {
            segments.discard();
        } else {
            segments.close();
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.warn("event journal: is written again");
        }
    }
}
