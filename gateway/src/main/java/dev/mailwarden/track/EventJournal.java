package dev.mailwarden.track;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.Projection;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every event on disk, also of refused mail: files {@code NNNNNNNNNNNN.jsonl} within the
 * limits of DATA-4, the oldest deleted first.
 *
 * <p>Events of the spool come with their position and are never lost: the spool keeps what is
 * behind {@link #syncedPosition}, and hands it over again after a crash. Other events are written
 * within 20 ms and synced within a second; a loss of power can take the last second of them.
 *
 * <p>What cannot be written waits in memory, 8 MiB at most. From then on callers wait. Whoever
 * takes mail asks {@link #healthy} and answers 4xx before it comes to that.
 *
 * <p>Safe for any number of threads, virtual ones too; an interrupt of a caller changes nothing
 * here.
 */
public final class EventJournal implements Journal, AutoCloseable {

    /** The end of the files' names. */
    static final String SUFFIX = ".jsonl";

    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);

    /** Octets that may wait to be written. */
    private static final long WAITING = 8L << 20;

    /** How long the writer may try before the journal counts as broken. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CLOSING = Duration.ofMinutes(1);

    private final JournalQueue queue = new JournalQueue(WAITING);
    private final JournalWriter writer;
    private final Thread thread;
    private final ReentrantLock appending = new ReentrantLock();
    private long lastAppended = Chunk.NOWHERE;
    private boolean replaying;
    private final LongAdder recorded = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /**
     * Opens the journal and starts its writer.
     *
     * @param directory made if it is not there, 0700
     * @param limits asked before each batch
     * @param projections see every event on the writer's thread; closed with the journal
     */
    public static EventJournal open(
            Path directory,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            List<? extends Projection> projections)
            throws IOException {
        return open(directory, limits, clock, projections, new DiskVolume(), System::nanoTime);
    }

    static EventJournal open(
            Path directory,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            List<? extends Projection> projections,
            Volume volume,
            LongSupplier ticker)
            throws IOException {
        DiskVolume.createDirectory(directory);
        var segments = new Segments(directory, SUFFIX, volume, JournalRecovery::started);
        long position = resume(segments, Segments.list(directory, SUFFIX));
        return new EventJournal(segments, position, limits, clock, projections, ticker);
    }

    /** Goes on in the newest file behind its last line; {@return the position it vouches for} */
    private static long resume(Segments segments, List<Path> files) throws IOException {
        if (files.isEmpty()) {
            return Chunk.NOWHERE;
        }
        JournalRecovery.Tail tail = JournalRecovery.tail(files.getLast());
        long torn = segments.newestOctets() - tail.octets();
        if (torn > 0 || tail.damaged() > 0) {
            LOG.warn(
                    "event journal: {} has {} damaged lines and a torn end of {} octets, now cut",
                    files.getLast(),
                    tail.damaged(),
                    torn);
        }
        long position =
                tail.position().isPresent()
                        ? tail.position().get().spool()
                        : JournalRecovery.lastPosition(files.subList(0, files.size() - 1));
        segments.resume(tail.octets());
        return position;
    }

    private EventJournal(
            Segments segments,
            long position,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            List<? extends Projection> projections,
            LongSupplier ticker) {
        writer =
                new JournalWriter(
                        queue, segments, position, limits, clock, ticker, List.copyOf(projections));
        thread = Thread.ofPlatform().daemon().name("event-journal").start(writer);
    }

    /**
     * Records an event that is part of no commit. Waits while the journal is behind; when it is
     * broken and its memory is full the event is dropped and counted in {@link #lost}.
     */
    @Override
    public void record(Event event) {
        var chunk = new Chunk(EventCodec.write(event), Chunk.NOWHERE);
        if (queue.put(chunk, this::healthy)) {
            recorded.increment();
        } else {
            lost.increment();
        }
    }

    /**
     * Adds events that the spool holds. Waits as long as it takes when the journal is behind. The
     * position is vouched for when a replay has ended, if there is one.
     *
     * <p>A position that is not behind {@link #syncedPosition} as the journal was opened is welcome
     * in the first call: the spool replays more than it must, or is another one.
     *
     * @param position where the events stand in the spool, above that of every call before
     * @param events as {@link EventCodec} writes them
     * @throws IllegalStateException if the journal is closed
     */
    public void append(long position, WrittenEvents events) {
        byte[] lines = events.lines();
        if (lines.length > 0 && lines[lines.length - 1] != '\n') {
            throw new IllegalArgumentException("the last line has no end");
        }
        appending.lock();
        try {
            if (position < 0 || position <= lastAppended) {
                throw new IllegalArgumentException(
                        "position " + position + " after " + lastAppended);
            }
            if (lastAppended == Chunk.NOWHERE && position <= writer.syncedPosition()) {
                writer.rewind(position - 1);
            }
            lastAppended = position;
            put(new Chunk(events, replaying ? Chunk.NOWHERE : position));
        } finally {
            appending.unlock();
        }
    }

    private void put(Chunk chunk) {
        if (!queue.put(chunk, () -> true)) {
            throw new IllegalStateException("the event journal is closed");
        }
        recorded.increment();
    }

    /**
     * Says, before the first append, that older events of the spool will come too. Until {@link
     * #endReplay} no position is vouched for, so that they are replayed again if it comes to
     * nothing.
     */
    public void beginReplay() {
        appending.lock();
        try {
            replaying = true;
        } finally {
            appending.unlock();
        }
    }

    /**
     * Adds events that the spool has held since before the start, between appends of new ones.
     *
     * @param lines whole lines as {@link EventCodec} writes them; not changed any more
     * @throws IllegalStateException if the journal is closed
     */
    public void replay(byte[] lines) {
        put(new Chunk(WrittenEvents.ofLines(lines), Chunk.NOWHERE));
    }

    /** Says that all older events have come. */
    public void endReplay() {
        appending.lock();
        try {
            replaying = false;
            if (lastAppended != Chunk.NOWHERE) {
                put(new Chunk(WrittenEvents.NONE, lastAppended));
            }
        } finally {
            appending.unlock();
        }
    }

    /**
     * {@return the last spool position whose events, with all before, are on stable storage; -1 for
     * none. After opening: what need not be replayed}
     */
    public long syncedPosition() {
        return writer.syncedPosition();
    }

    /**
     * Waits until everything recorded so far is on stable storage.
     *
     * @return false if that did not come about in time
     */
    public boolean sync(Duration atMost) throws InterruptedException {
        return queue.awaitStable(atMost.toNanos());
    }

    /** Whether events get to disk: not if the writer has been trying for more than ten seconds. */
    public boolean healthy() {
        return !queue.isClosed() && writer.busyNanos() < PATIENCE.toNanos();
    }

    /** Whether its writer is there; without it nothing is recorded until the next start. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** {@return pieces taken since the start: single events, and appends of the spool} */
    public long recorded() {
        return recorded.sum();
    }

    /** {@return events dropped since the start, none of them of accepted mail} */
    public long lost() {
        return lost.sum();
    }

    /** {@return octets that wait to be written} */
    public long waitingOctets() {
        return queue.waitingOctets();
    }

    /** {@return octets written since the start} */
    public long octetsWritten() {
        return writer.octetsWritten.sum();
    }

    /** {@return octets in all files (DATA-34)} */
    public long storedOctets() {
        return writer.storedOctets();
    }

    /** {@return when the oldest file was begun (DATA-34)} */
    public Optional<Instant> oldest() {
        return writer.oldest();
    }

    /** {@return syncs since the start} */
    public long syncs() {
        return writer.syncs.sum();
    }

    /** {@return failures of the volume since the start} */
    public long failures() {
        return writer.failures.sum();
    }

    /**
     * Takes no more, writes and syncs what waits, and ends the writer. Gives up after a minute with
     * a volume that neither writes nor fails.
     */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        boolean waiting = true;
        while (waiting) {
            try {
                if (!thread.join(CLOSING)) {
                    LOG.error("event journal: its writer hangs, closed without it");
                }
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
