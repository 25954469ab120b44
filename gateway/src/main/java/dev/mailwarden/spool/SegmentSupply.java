package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes segments ahead of time and takes retired ones back. A segment's blocks are allocated and
 * written once before it is used, so that a sync of the log is a flush of data without a journal
 * commit of the file system.
 *
 * <p>{@link #take} is for the committer, everything else for the keeper's thread.
 */
final class SegmentSupply {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);

    private static final int SMALLEST = 8 << 20;
    private static final int LARGEST = 1 << 30;
    private static final int MAX_SPARES = 4;
    private static final int ZERO_SLICE = 1 << 20;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(ZERO_SLICE).asReadOnlyBuffer();

    /** How long the committer waits for a segment, in nanoseconds, while there is hope. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Volume volume;
    private final Segments segments;
    private final RandomGenerator random;
    private final int segmentOctets;
    private final ArrayBlockingQueue<OpenSegment> ready = new ArrayBlockingQueue<>(1);
    private final Deque<Spare> spares = new ArrayDeque<>();
    private int nextNumber;
    private int lastMade;
    private volatile boolean wanted;
    private volatile Runnable wakeKeeper = () -> {};
    private volatile @Nullable IOException problem;

    /**
     * @param dirty whether frames of its earlier life are still in it
     */
    private record Spare(String name, int capacity, boolean dirty) {}

    /**
     * @param segmentOctets size of new segments where the volume is large enough
     * @param lastMade number of the last segment that was made, in an earlier run
     */
    SegmentSupply(
            Volume volume,
            Segments segments,
            RandomGenerator random,
            int segmentOctets,
            int nextNumber,
            int lastMade) {
        this.volume = volume;
        this.segments = segments;
        this.random = random;
        this.segmentOctets = segmentOctets;
        this.nextNumber = nextNumber;
        this.lastMade = lastMade;
    }

    /** Says how to wake the thread that makes segments. */
    void servedBy(Runnable wake) {
        wakeKeeper = wake;
    }

    /**
     * Takes the next segment.
     *
     * @param patienceNanos how long to wait for it; no longer than until making it has failed
     * @throws SpoolFullException if there is no room for one
     * @throws IOException if none could be made
     */
    OpenSegment take(long patienceNanos) throws IOException {
        long until = System.nanoTime() + patienceNanos;
        OpenSegment next = ready.poll();
        wanted = next == null;
        wakeKeeper.run();
        while (next == null) {
            IOException cause = problem;
            if (cause != null) {
                throw cause;
            }
            if (until - System.nanoTime() <= 0) {
                throw new IOException("no segment could be made in time");
            }
            next = waitForNext();
        }
        wanted = false;
        wakeKeeper.run();
        return next;
    }

    /** Whether somebody waits for a segment. */
    boolean isWanted() {
        return wanted;
    }

    private @Nullable OpenSegment waitForNext() throws IOException {
        try {
            return ready.poll(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted, which nobody may do", e);
        }
    }

    /**
     * Makes the first segment of a run ready, which mail waits for: a small one, so that many
     * starts take little of the disk.
     */
    void prepareFirst() {
        prepare(Math.min(SMALLEST, segmentOctets));
    }

    /** Makes a segment ready if none is. */
    void prepare() {
        prepare(segmentOctets);
    }

    private void prepare(int largest) {
        if (!ready.isEmpty()) {
            return;
        }
        try {
            ready.add(next(largest));
            problem = null;
        } catch (IOException e) {
            if (problem == null) {
                LOG.error("the next segment cannot be made", e);
            }
            problem = e;
        }
    }

    /** A spare of the right size, else a new one, else any spare. */
    private OpenSegment next(int largest) throws IOException {
        Space space = volume.space();
        int capacity = capacityFor(space, largest);
        boolean isRoom = space.freeOctets() >= capacity;
        Optional<Spare> spare = spare(capacity, largest);
        if (spare.isEmpty() && !isRoom) {
            spare = spare(0, Integer.MAX_VALUE);
        }
        if (spare.isPresent()) {
            return reuse(spare.get());
        }
        if (!isRoom) {
            throw new SpoolFullException(
                    "%d octets are free, a segment takes %d"
                            .formatted(space.freeOctets(), capacity));
        }
        return makeOrReuse(capacity);
    }

    /** There can be less room than the volume says: a quota, or somebody else who writes. */
    private OpenSegment makeOrReuse(int capacity) throws IOException {
        try {
            return make(capacity);
        } catch (IOException e) {
            Optional<Spare> any = spare(0, Integer.MAX_VALUE);
            if (any.isEmpty()) {
                throw e;
            }
            LOG.warn("no new segment can be made, a spare is used: {}", e.getMessage());
            return reuse(any.get());
        }
    }

    /** The last ones are clean. */
    private Optional<Spare> spare(int smallest, int largest) {
        return spares.reversed().stream()
                .filter(spare -> spare.capacity() >= smallest && spare.capacity() <= largest)
                .findFirst();
    }

    private OpenSegment make(int capacity) throws IOException {
        SegmentHeader header = newHeader(capacity);
        String temporary = String.format(Locale.ROOT, "new-%010d.log", header.number());
        try (Volume.Writer writer = volume.create(temporary)) {
            zero(writer, header.capacity());
            writer.write(header.encode(), 0);
            writer.force(true);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw e;
        }
        return publish(temporary, header, false);
    }

    private OpenSegment reuse(Spare spare) throws IOException {
        spares.remove(spare);
        SegmentHeader header = newHeader(spare.capacity());
        try (Volume.Writer writer = volume.open(spare.name())) {
            writer.write(header.encode(), 0);
            writer.force(true);
        } catch (IOException e) {
            deleteQuietly(spare.name());
            throw e;
        }
        return publish(spare.name(), header, spare.dirty());
    }

    private OpenSegment publish(String from, SegmentHeader header, boolean dirty)
            throws IOException {
        String name = Segment.nameOf(header.number());
        try {
            volume.rename(from, name);
            volume.force();
            Segment segment = new Segment(header, volume.read(name));
            OpenSegment open = new OpenSegment(segment, volume.open(name), dirty);
            lastMade = header.number();
            // At once: the next one's header, made while this one is being taken, says that all
            // before the oldest have gone.
            segments.add(segment);
            return open;
        } catch (IOException e) {
            deleteQuietly(from);
            deleteQuietly(name);
            throw e;
        }
    }

    /** A file that something failed on is not used again. */
    private void deleteQuietly(String name) {
        try {
            volume.delete(name);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted and stays until the next start", name, e);
        }
    }

    private SegmentHeader newHeader(int capacity) {
        int number = nextNumber++;
        int oldest = segments.oldest().map(Segment::number).orElse(number);
        return new SegmentHeader(number, random.nextLong(), capacity, oldest, lastMade);
    }

    /**
     * A sixteenth of a small volume, so that a few segments fit beside the blobs, and a quarter of
     * what is free, so that the last one is not made too early.
     */
    private static int capacityFor(Space space, int largest) {
        long fitting = Math.min(space.totalOctets() / 16, space.freeOctets() / 4);
        long capacity = largest;
        while (capacity > SMALLEST && capacity > fitting) {
            capacity = Math.max(SMALLEST, capacity / 2);
        }
        return (int) capacity;
    }

    private static void zero(Volume.Writer writer, int capacity) throws IOException {
        for (int position = 0; position < capacity; position += ZERO_SLICE) {
            writer.write(ZEROS.slice(0, Math.min(ZERO_SLICE, capacity - position)), position);
        }
    }

    /** A file that may be used again, unless there are enough or it was cut short. */
    void addSpare(String name, int capacity) throws IOException {
        boolean usable = capacity >= Math.min(SMALLEST, segmentOctets) && capacity <= LARGEST;
        if (!usable) {
            volume.delete(name);
            return;
        }
        spares.addFirst(new Spare(name, capacity, true));
        if (spares.size() > MAX_SPARES) {
            Spare least = Collections.min(spares, Comparator.comparingInt(Spare::capacity));
            spares.remove(least);
            volume.delete(least.name());
        }
    }

    /**
     * Takes a segment out of the log for good, durably. May be tried again after a failure.
     *
     * @return the file's name now
     */
    String retire(Segment segment) throws IOException {
        String spare = segment.spareName();
        String damaged = segment.name().replace("segment", "damaged");
        String name = segment.isDamaged() ? damaged : spare;
        // After an error it is not known whether the name has changed already.
        List<String> files = volume.list();
        if (files.contains(segment.name())) {
            volume.rename(segment.name(), name);
        } else {
            name = files.contains(damaged) ? damaged : spare;
        }
        try {
            volume.force();
        } catch (IOException e) {
            segment.markSuspect();
            throw e;
        }
        segments.remove(segment);
        segment.reader().close();
        return name;
    }

    /** The log says durably that the segment is gone: now its file may be used for another. */
    void reclaim(Segment segment, String name) throws IOException {
        if (name.startsWith("damaged")) {
            LOG.warn("{} had damage and is kept for inspection", name);
        } else if (segment.isSuspect()) {
            volume.delete(name);
        } else {
            addSpare(name, segment.header().capacity());
        }
    }

    /** Overwrites one spare that still has frames in it. */
    void zeroOneSpare() throws IOException {
        Optional<Spare> dirty = spares.stream().filter(Spare::dirty).findFirst();
        if (dirty.isEmpty()) {
            return;
        }
        Spare spare = dirty.get();
        spares.remove(spare);
        try (Volume.Writer writer = volume.open(spare.name())) {
            zero(writer, spare.capacity());
            writer.force(false);
        } catch (IOException e) {
            deleteQuietly(spare.name());
            throw e;
        }
        spares.addLast(new Spare(spare.name(), spare.capacity(), false));
    }

    /**
     * Closes what was made and not taken. It keeps its name until the next run has a segment of its
     * own: its header says which one was made before it.
     */
    void close() throws IOException {
        OpenSegment unused = ready.poll();
        if (unused != null) {
            unused.close();
            unused.segment().reader().close();
        }
    }
}
