package dev.mailwarden.scan.unpack;

import dev.mailwarden.observe.Inert;
import dev.mailwarden.scan.unpack.Opening.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that are ready, at work or being started. One thread, the keeper, starts what is missing
 * and kills what takes too long.
 */
final class WorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** Jobs after which a worker is replaced, so that what may have gone wrong in it ends. */
    static final int MOST_JOBS = 1_000;

    private static final long START_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final int MOST_DOUBLINGS = 7;

    /** How often the keeper looks whether somebody was interrupted, or an idle worker died. */
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Launch launch;
    private final int width;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<WorkerProcess> ready = new ArrayDeque<>();
    private final Set<Lease> atWork = new HashSet<>();
    private final Thread keeper;

    private Optional<Lease> starting = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private String confinement = "";
    private long starts;
    private int failures;
    private long notBefore;
    private boolean wanted;
    private boolean closed;

    WorkerPool(Launch launch, int width, LongSupplier ticker) {
        this.launch = launch;
        this.width = width;
        this.ticker = ticker;
        this.notBefore = ticker.getAsLong();
        this.keeper = Thread.ofPlatform().daemon().name("unpack-keeper").unstarted(this::keep);
    }

    /** A worker, or the reason for none. */
    sealed interface Taken {}

    /** No worker. */
    record None(Cause cause, String reason) implements Taken {}

    /** A worker in use, and until when. */
    static final class Lease implements Taken {

        private final WorkerProcess worker;
        private final Thread user;
        private final long deadline;
        private volatile Optional<Cause> killedFor = Optional.empty();

        private Lease(WorkerProcess worker, Thread user, long deadline) {
            this.worker = worker;
            this.user = user;
            this.deadline = deadline;
        }

        WorkerProcess worker() {
            return worker;
        }

        /** Why the keeper ended it, if it did. */
        Optional<Cause> killedFor() {
            return killedFor;
        }

        private void endIfDue(long now) {
            if (killedFor.isEmpty()) {
                if (user.isInterrupted()) {
                    end(Cause.CANCELLED);
                } else if (now - deadline >= 0) {
                    end(Cause.TIMEOUT);
                }
            }
        }

        private void end(Cause cause) {
            killedFor = Optional.of(cause);
            worker.kill();
        }
    }

    record State(int ready, long starts, String confinement, Optional<String> trouble) {}

    void start() {
        keeper.start();
    }

    /** Waits for a worker. The first who does has them started: much mail has no containers. */
    Taken take(Duration wall) throws InterruptedException {
        long deadline = ticker.getAsLong() + wall.toNanos();
        lock.lockInterruptibly();
        try {
            if (!wanted) {
                wanted = true;
                changed.signalAll();
            }
            while (ready.isEmpty() || atWork.size() >= width) {
                long left = deadline - ticker.getAsLong();
                if (closed) {
                    return new None(Cause.ENGINE_DOWN, "the gateway stops");
                }
                if (trouble.isPresent() && atWork.isEmpty() && ready.isEmpty()) {
                    return new None(Cause.ENGINE_DOWN, trouble.get());
                }
                if (left <= 0) {
                    return new None(Cause.TIMEOUT, "no worker was free in time");
                }
                changed.awaitNanos(Math.min(left, LOOK_NANOS));
            }
            Lease lease = new Lease(ready.removeFirst(), Thread.currentThread(), deadline);
            atWork.add(lease);
            changed.signalAll();
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a use.
     *
     * @param sound whether the worker did what it should
     */
    void giveBack(Lease lease, boolean sound) {
        lock.lock();
        try {
            atWork.remove(lease);
            boolean again =
                    sound
                            && !closed
                            && lease.killedFor.isEmpty()
                            && lease.worker.jobs() < MOST_JOBS
                            && lease.worker.isAlive();
            if (again) {
                ready.addFirst(lease.worker);
            } else {
                lease.worker.kill();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        lock.lock();
        try {
            while (!closed) {
                long now = ticker.getAsLong();
                ready.removeIf(worker -> !worker.isAlive());
                atWork.forEach(lease -> lease.endIfDue(now));
                starting.ifPresent(lease -> lease.endIfDue(now));
                int all = ready.size() + atWork.size() + (starting.isPresent() ? 1 : 0);
                if (wanted && all <= width && starting.isEmpty() && now - notBefore >= 0) {
                    startOne();
                }
                changed.awaitNanos(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void startOne() {
        starts++;
        try {
            await(new WorkerProcess(launch.start()));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void await(WorkerProcess worker) {
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .name("unpack-start")
                        .unstarted(() -> awaitReady(worker));
        try {
            waiting.start();
            starting = Optional.of(new Lease(worker, waiting, ticker.getAsLong() + START_NANOS));
        } catch (OutOfMemoryError e) { // no more threads; the keeper has to live on
            worker.kill();
            failed(e);
        }
    }

    private void awaitReady(WorkerProcess worker) {
        try {
            String holds = worker.awaitReady();
            enter(worker, holds);
        } catch (IOException | RuntimeException e) {
            worker.kill();
            lock.lock();
            try {
                starting = Optional.empty();
                failed(e);
            } finally {
                lock.unlock();
            }
        }
    }

    private void enter(WorkerProcess worker, String holds) {
        lock.lock();
        try {
            starting = Optional.empty();
            if (closed) {
                worker.kill();
                return;
            }
            if (!holds.equals(confinement)) {
                LOG.info("unpack workers are confined: {}", Inert.text(holds, 500));
                confinement = holds;
            }
            failures = 0;
            trouble = Optional.empty();
            ready.addLast(worker);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable cause) {
        String reason = Inert.text("no unpack worker can be started: " + cause.getMessage(), 500);
        if (trouble.isEmpty() && !closed) {
            LOG.error("{}", reason);
        }
        trouble = Optional.of(reason);
        notBefore = ticker.getAsLong() + (FIRST_PAUSE_NANOS << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        changed.signalAll();
    }

    State state() {
        lock.lock();
        try {
            return new State(ready.size(), starts, confinement, trouble);
        } finally {
            lock.unlock();
        }
    }

    /** Processes that have a container now. */
    List<Long> atWork() {
        lock.lock();
        try {
            return atWork.stream().map(lease -> lease.worker.processId()).toList();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            ready.forEach(WorkerProcess::kill);
            ready.clear();
            atWork.forEach(lease -> lease.end(Cause.CANCELLED));
            starting.ifPresent(lease -> lease.end(Cause.CANCELLED));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
