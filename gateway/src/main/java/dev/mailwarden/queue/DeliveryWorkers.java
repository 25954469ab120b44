package dev.mailwarden.queue;

import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Courier;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.observe.Journeys;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that try entries: virtual ones, started when there is something to try, each taking
 * leases until there is none.
 */
final class DeliveryWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorkers.class);

    /** Enough to share the syncs of their bounces; each holds a message in memory. */
    private static final int VISITED_AT_ONCE = 16;

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

    private final QueueIndex index;
    private final MailReader reader;
    private final Courier courier;
    private final Settlement settlement;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger visiting = new AtomicInteger();
    private volatile boolean closed;

    DeliveryWorkers(QueueIndex index, MailReader reader, Courier courier, Settlement settlement) {
        this.index = index;
        this.reader = reader;
        this.courier = courier;
        this.settlement = settlement;
    }

    /** Starts one more worker. */
    void start() {
        start(this::work);
    }

    /**
     * Does something to old messages, a few at a time. If that is still being done for others,
     * these wait until they are named again.
     */
    void visit(List<QueuedMessage> old, Consumer<QueuedMessage> visitor) {
        if (closed || old.isEmpty() || visiting.get() > 0) {
            return;
        }
        ConcurrentLinkedQueue<QueuedMessage> rest = new ConcurrentLinkedQueue<>(old);
        for (int i = 0; i < Math.min(VISITED_AT_ONCE, old.size()); i++) {
            visiting.incrementAndGet();
            start(() -> {
                try {
                    visitAll(rest, visitor);
                } finally {
                    visiting.decrementAndGet();
                }
            });
        }
    }

    boolean isVisiting() {
        return visiting.get() > 0;
    }

    private void visitAll(Queue<QueuedMessage> rest, Consumer<QueuedMessage> visitor) {
        for (QueuedMessage message = rest.poll();
                message != null && !closed;
                message = rest.poll()) {
            visitor.accept(message);
        }
    }

    /** Ends what was never tried, as if it had been tried for the last time. */
    void giveUp(Lease lease) {
        tryOnce(
                lease,
                mail ->
                        settlement.settle(
                                lease,
                                mail,
                                allUntried(lease, lease.entry().lane().lastFailure())));
    }

    /** Tells the sender that something is late. */
    void warn(Lease lease) {
        tryOnce(lease, mail -> settlement.warn(lease, mail));
    }

    private void start(Runnable work) {
        Thread thread =
                Thread.ofVirtual()
                        .name("delivery")
                        .unstarted(() -> {
                            try {
                                work.run();
                            } finally {
                                threads.remove(Thread.currentThread());
                            }
                        });
        threads.add(thread);
        try {
            thread.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            threads.remove(thread);
            throw e;
        }
    }

    private void work() {
        boolean told = false;
        try {
            for (Optional<Lease> lease = index.scheduler().next();
                    lease.isPresent();
                    lease = index.scheduler().next()) {
                Lease held = lease.get();
                tryOnce(held, mail -> settlement.settle(held, mail, attempt(held, mail)));
            }
            told = true;
        } finally {
            if (!told) {
                index.scheduler().workerDied();
            }
        }
    }

    private Attempt deliver(Lease lease, MailReader.StoredMail mail)
            throws DamagedContentException, InterruptedException {
        Attempt attempt = courier.deliver(consignment(lease, mail));
        settlement.noteRoute(lease.entry().lane(), attempt);
        return attempt;
    }

    private static Consignment consignment(Lease lease, MailReader.StoredMail mail) {
        return new Consignment(
                lease.message().journey(),
                lease.entry().lane().route(),
                mail.envelope(),
                lease.entry().recipients(),
                mail.content());
    }

    /** Something that ends with the lease given back. */
    private interface Work {
        void run(MailReader.StoredMail mail) throws IOException, InterruptedException;
    }

    private void tryOnce(Lease lease, Work work) {
        ScopedValue.where(Journeys.CURRENT, lease.message().journey())
                .run(() -> tryWithin(lease, work));
    }

    /** Whatever happens, the lease is given back. */
    private void tryWithin(Lease lease, Work work) {
        try {
            work.run(reader.read(lease));
        } catch (DamagedContentException e) {
            settlement.setAside(lease, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            index.handBack(lease.entry());
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            settlement.unreadable(lease, e);
        } catch (RuntimeException | Error e) {
            LOG.error("CRITICAL: {} could not be settled", lease.message().journey(), e);
            settlement.giveBack(lease);
        }
    }

    private Attempt attempt(Lease lease, MailReader.StoredMail mail)
            throws DamagedContentException, InterruptedException {
        try {
            return deliver(lease, mail);
        } catch (RuntimeException | Error e) {
            LOG.error("an attempt for {} failed unexpectedly", lease.message().journey(), e);
            return allUntried(lease, "internal error");
        }
    }

    private static Attempt allUntried(Lease lease, String why) {
        return new Attempt(
                List.copyOf(
                        Collections.nCopies(
                                lease.entry().recipientCount(), Settlement.untried(why))),
                false);
    }

    /** Waits for the workers, and interrupts those that take longer. */
    void close(Duration grace) {
        closed = true;
        joinAll(grace);
        threads.forEach(Thread::interrupt);
        joinAll(AFTER_INTERRUPT);
    }

    private void joinAll(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (Thread thread : List.copyOf(threads)) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
