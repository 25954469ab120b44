package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The system of record for accepted mail: a segmented log with group commit, and blobs beside it.
 *
 * <p>Invariants (I1 to I7 of the design): nothing is acknowledged before it is on stable storage;
 * nothing leaves the disk before its end is on stable storage; nothing is trusted without checksum
 * and salt; an I/O error never becomes success; unreadable data is never deleted.
 *
 * <p>Life: {@link #open}, then in any order appending and {@link #recover}, after which the owner
 * retains what lives and calls {@link #serve}; at last {@link #close}. Safe for any number of
 * threads.
 */
public final class Spool implements AutoCloseable {

    private final DirectoryLock lock;
    private final Volume volume;

    /** An eighth of the heap for what comes in. */
    private final DraftRoom draftRoom = new DraftRoom(Runtime.getRuntime().maxMemory() / 8);

    private final Blobs blobs;
    private final Segments segments = new Segments();
    private final CommitQueue queue = new CommitQueue();
    private final Recovery recovery;
    private final SegmentSupply supply;
    private final SpoolKeeper keeper;
    private final Committer committer;
    private final Thread committerThread;
    private final Thread keeperThread;
    private Runnable whileKeeperWaits;
    private volatile boolean healthy;
    private volatile Optional<RecoveryReport> report = Optional.empty();

    /**
     * Without its threads: {@link #start} starts them, or a test does their work itself.
     *
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     */
    Spool(
            DirectoryLock lock,
            Volume volume,
            Volume blobVolume,
            int segmentOctets,
            RandomGenerator random,
            Journaling journaling,
            LongSupplier ticker)
            throws IOException {
        this.lock = lock;
        this.volume = volume;
        this.blobs = new Blobs(blobVolume, random);
        this.recovery = new Recovery(volume, blobs, segments, journaling.position());
        recovery.locate();
        this.supply =
                new SegmentSupply(
                        volume,
                        segments,
                        random,
                        segmentOctets,
                        recovery.nextNumber(),
                        recovery.lastSegment());
        for (var spare : recovery.spares().entrySet()) {
            supply.addSpare(spare.getKey(), spare.getValue());
        }
        supply.prepareFirst();
        recovery.spareUnused(supply);
        this.keeper = new SpoolKeeper(this, segments, supply, blobs, journaling.synced(), ticker);
        this.committer =
                new Committer(
                        queue,
                        supply,
                        segments,
                        blobs,
                        watching(journaling.listener()),
                        recovery.nextLsn(),
                        recovery.voids(),
                        ticker);
        this.committerThread =
                Thread.ofPlatform().name("spool-committer").unstarted(committer::run);
        this.keeperThread = Thread.ofPlatform().name("spool-keeper").unstarted(keeper::run);
        this.whileKeeperWaits =
                () -> {
                    while (committer.work()) {
                        // until the frame is there
                    }
                };
        supply.servedBy(supply::prepare);
    }

    private void start() {
        supply.servedBy(() -> LockSupport.unpark(keeperThread));
        whileKeeperWaits = supply::prepare;
        recovery.readAheadOn(task -> Thread.ofPlatform().name("spool-reader").start(task));
        keeperThread.start();
        committerThread.start();
    }

    Committer committer() {
        return committer;
    }

    SpoolKeeper keeper() {
        return keeper;
    }

    /**
     * How the spool is laid out.
     *
     * @param segmentOctets size of a segment, 8 MiB to 1 GiB; smaller on a small volume
     */
    public record Options(int segmentOctets) {

        /** 128 MiB a segment. */
        public static final Options DEFAULT = new Options(128 << 20);

        public Options {
            if (segmentOctets < 8 << 20 || segmentOctets > 1 << 30) {
                throw new IllegalArgumentException(
                        "a segment takes 8 MiB to 1 GiB: " + segmentOctets);
            }
        }
    }

    /**
     * How the spool and the event journal keep step.
     *
     * @param position LSN up to which the journal had all events at its start
     * @param synced LSN up to which it has all events on stable storage now
     * @param listener hears of what became durable
     */
    public record Journaling(long position, LongSupplier synced, CommitListener listener) {}

    /**
     * Takes possession of a directory, finds the end of its log and begins to write.
     *
     * @param directory made if absent
     * @param random for names and salts that nobody can guess
     * @throws IOException if it cannot be read, or another process has it
     */
    public static Spool open(
            Path directory, Options options, RandomGenerator random, Journaling journaling)
            throws IOException {
        Volume volume = DiskVolume.at(directory);
        DirectoryLock lock = DirectoryLock.take(directory.resolve("lock"));
        try {
            Volume blobVolume = DiskVolume.at(directory.resolve("blobs"));
            return open(lock, volume, blobVolume, options, random, journaling);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The same on any volumes. */
    static Spool open(
            DirectoryLock lock,
            Volume volume,
            Volume blobVolume,
            Options options,
            RandomGenerator random,
            Journaling journaling)
            throws IOException {
        Spool spool =
                new Spool(
                        lock,
                        volume,
                        blobVolume,
                        options.segmentOctets(),
                        random,
                        journaling,
                        System::nanoTime);
        spool.healthy = true;
        spool.start();
        return spool;
    }

    private CommitListener watching(CommitListener listener) {
        return new CommitListener() {
            @Override
            public void durable(long lsn, WrittenEvents events) {
                listener.durable(lsn, events);
            }

            @Override
            public void failed(IOException cause) {
                healthy = false;
                listener.failed(cause);
            }

            @Override
            public void recovered() {
                healthy = true;
                listener.recovered();
            }
        };
    }

    /** Reads what the log held when it was opened, in its order. To be called once. */
    public RecoveryReport recover(FrameVisitor visitor) throws IOException {
        RecoveryReport result = recovery.visit(visitor);
        report = Optional.of(result);
        return result;
    }

    /**
     * Ends recovery: the owner has retained every frame that lives, so that what does not live may
     * go.
     *
     * @param isLiveBlob whether a blob that was there when the spool was opened is needed; the
     *     others are deleted, but if the log has damage, which may have named them, set aside
     * @throws IllegalStateException before {@link #recover} has come to its end
     */
    public void serve(FrameOwner owner, Predicate<String> isLiveBlob) {
        boolean whole =
                report.orElseThrow(() -> new IllegalStateException("not recovered yet")).isWhole();
        recovery.blobsAtStart().stream()
                .filter(isLiveBlob.negate())
                .forEach(whole ? keeper::deleteBlob : blobs::setAside);
        keeper.serve(owner);
    }

    /** Where messages come in. */
    public Intake intake() {
        return new SpoolIntake(blobs, draftRoom, _ -> true);
    }

    /**
     * Puts a frame on stable storage and waits for it. It counts as live if it is to be kept. The
     * wait is not ended by an interrupt, lest a message be there of which nobody knows; the thread
     * is left interrupted then.
     *
     * @throws SpoolFullException if there is no room for it
     * @throws dev.mailwarden.message.OutcomeUnknownException if it could not be written and is not
     *     there, but will be if the process ends before a segment could be written that declares it
     *     void
     * @throws IOException if it could not be written: it is not there
     * @throws InterruptedException if interrupted before the frame was handed over: it is not there
     */
    public Location append(Frame frame) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return submit(frame, true, _ -> {}).await(() -> {});
    }

    /**
     * The same for the keeper, which must not only wait: the committer may need a segment first.
     */
    Location appendForKeeper(Frame frame) throws IOException {
        return submit(frame, true, _ -> {}).await(whileKeeperWaits);
    }

    /**
     * Puts a frame into the log soon: it is written at once and synced within 20 ms. After an error
     * it is written again.
     *
     * @param whenDurable called on the committer's thread; must be quick
     * @throws SpoolFullException if the spool is closed
     */
    public void appendLater(Frame frame, Consumer<Location> whenDurable) throws SpoolFullException {
        submit(frame, false, whenDurable);
    }

    PendingFrame submit(Frame frame, boolean urgent, Consumer<Location> whenDurable)
            throws SpoolFullException {
        FrameHeader.Type type = frame.kept() ? FrameHeader.Type.MESSAGE : FrameHeader.Type.NOTE;
        PendingFrame pending = new PendingFrame(type, frame, urgent, whenDurable);
        pending.keepBlobs();
        try {
            queue.put(pending);
            return pending;
        } catch (SpoolFullException e) {
            pending.giveBlobsBack();
            throw e;
        }
    }

    /** Notes that segments before this one are gone; it is written again until it is there. */
    void noteOldest(int number, Runnable whenDurable) throws SpoolFullException {
        ByteBuffer records = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        Frame frame = Frame.note(records.putInt(number).array(), WrittenEvents.NONE);
        queue.put(new PendingFrame(FrameHeader.Type.OLDEST, frame, false, _ -> whenDurable.run()));
    }

    /**
     * Reads the records of a frame again, little-endian.
     *
     * @throws dev.mailwarden.message.DamagedContentException if they are not what was written
     */
    public ByteBuffer records(Location location) throws IOException {
        return segments.readRecords(location);
    }

    /**
     * Content of a frame, read when it is asked for.
     *
     * @param offset in the content of the frame, which may hold several
     */
    public StoredContent content(
            Location location,
            int offset,
            long length,
            StoredContent.Digest digest,
            ContentFacts facts) {
        return new SegmentContent(segments, location, offset, length, digest, facts);
    }

    /** Content of a blob, read when it is asked for. */
    public StoredContent blob(
            String name, long length, StoredContent.Digest digest, ContentFacts facts) {
        return blobs.content(name, length, digest, facts);
    }

    /** A frame lives, once more: something was found in it at a start, or it is being read. */
    public void retain(Location location) {
        segments.get(location.segment()).retain();
    }

    /** So many more things stand in a frame that was just written; each is released by itself. */
    public void share(Location location, int more) {
        segments.get(location.segment()).share(more);
    }

    /** A frame is not needed any more, and what ended it is on stable storage. */
    public void release(Location location) {
        segments.get(location.segment()).release();
    }

    /** A blob is not needed any more, and what ended it is on stable storage. Deleted soon. */
    public void deleteBlob(String name) {
        keeper.deleteBlob(name);
    }

    /** A blob does not hold what it should: it gets another name and is never deleted. */
    public void setBlobAside(String name) {
        blobs.setAside(name);
    }

    /**
     * Keeps the file of the segment that a frame stands in, when it is retired, for an operator to
     * look at: the frame may be all that is left of a message.
     */
    public void keepForInspection(Location location) {
        segments.get(location.segment()).markDamaged();
    }

    /** Whether there is a segment to write to. */
    public boolean isHealthy() {
        return healthy;
    }

    /** Octets that wait to be written. */
    public long backlogOctets() {
        return queue.octets();
    }

    /** Free space on the volume, asked afresh. */
    public Space space() throws IOException {
        return volume.space();
    }

    /** Ends writing: what was submitted is written, the segment is sealed. */
    @Override
    public void close() throws IOException {
        keeper.stopCleaning();
        queue.close();
        join(committerThread);
        keeper.close();
        LockSupport.unpark(keeperThread);
        join(keeperThread);
        try (lock) {
            supply.close();
            for (Segment segment : segments.all()) {
                segment.reader().close();
            }
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
