package dev.mailwarden.scan.unpack;

import dev.mailwarden.observe.Inert;
import dev.mailwarden.scan.unpack.Opening.Cause;
import dev.mailwarden.scan.unpack.Opening.Failed;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Opens containers in worker processes. A worker that dies, hangs or lies costs the container that
 * it was given a {@link Failed}, never more, and the next container gets another worker.
 *
 * <p>Safe for any number of threads. A call blocks its thread in reads of a pipe, so it belongs on
 * a platform thread.
 */
public final class Unpackers implements AutoCloseable {

    private final Path directory;
    private final Room room;
    private final WorkerPool pool;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * How the workers are.
     *
     * @param ready workers that wait for a container
     * @param starts processes started so far
     * @param done containers of which there was an answer
     * @param failed containers of which there was none
     * @param confinement of the worker that was ready last
     * @param trouble why no worker could be started, if the last start failed
     */
    public record State(
            int ready,
            long starts,
            long done,
            long failed,
            String confinement,
            Optional<String> trouble) {}

    private Unpackers(Path directory, Room room, WorkerPool pool) {
        this.directory = directory;
        this.room = room;
        this.pool = pool;
    }

    /**
     * Makes ready for containers. Workers are started when the first one comes.
     *
     * @param directory for large content, made if need be; whatever is in it is removed
     * @param memory octets that content may take in memory, all containers together
     * @param width containers at once; one worker more is kept ready
     * @param ticker monotonic time in nanoseconds
     */
    public static Unpackers start(
            Launch launch, Path directory, long memory, int width, LongSupplier ticker)
            throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        sweep(directory);
        WorkerPool pool = new WorkerPool(launch, width, ticker);
        pool.start();
        return new Unpackers(directory, new Room(memory), pool);
    }

    /** A crash between the making of a file and the removal of its name may leave one. */
    private static void sweep(Path directory) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }

    /**
     * Opens a container. An interrupt ends it soon.
     *
     * @param container at least {@code length} octets; read to there, not closed
     * @param allowance what is left of the message's budget
     * @param wall the longest wait, for a free worker and for its work
     * @return what is in it; to be closed
     */
    public Opening open(
            Format format, InputStream container, long length, Allowance allowance, Duration wall) {
        Opening opening = attempt(format, container, length, allowance, wall);
        (opening instanceof Failed ? failed : done).increment();
        return opening;
    }

    private Opening attempt(
            Format format, InputStream container, long length, Allowance allowance, Duration wall) {
        WorkerPool.Taken taken;
        try {
            taken = pool.take(wall);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(Cause.CANCELLED, "while waiting for a worker");
        }
        return switch (taken) {
            case WorkerPool.None(Cause cause, String reason) -> new Failed(cause, reason);
            case WorkerPool.Lease lease -> work(lease, format, container, length, allowance);
        };
    }

    private Opening work(
            WorkerPool.Lease lease,
            Format format,
            InputStream container,
            long length,
            Allowance allowance) {
        var store = new Scratch(directory, room);
        boolean sound = false;
        try {
            Opening opening = lease.worker().open(format, container, length, allowance, store);
            sound = true;
            return opening;
        } catch (IOException e) {
            store.close();
            String detail = e.getMessage();
            return new Failed(
                    lease.killedFor().orElse(Cause.INTERNAL),
                    detail == null ? "the worker failed" : Inert.text(detail, 200));
        } finally {
            if (!sound) {
                store.close();
            }
            pool.giveBack(lease, sound);
        }
    }

    public State state() {
        WorkerPool.State now = pool.state();
        return new State(
                now.ready(),
                now.starts(),
                done.sum(),
                failed.sum(),
                now.confinement(),
                now.trouble());
    }

    /** Octets of content that are in memory now. */
    long memoryTaken() {
        return room.taken();
    }

    /** Process ids of the workers that have a container now. */
    List<Long> atWork() {
        return pool.atWork();
    }

    /** Ends all workers. Containers that are being opened fail. */
    @Override
    public void close() {
        pool.close();
    }
}
