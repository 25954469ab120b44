package dev.mailwarden.queue;

import static java.util.stream.Collectors.toSet;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Courier;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import dev.mailwarden.spool.RecoveryReport;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue: takes messages for good, has them delivered, and accounts for every recipient.
 *
 * <p>Constructed around an open spool it accepts and delivers at once; {@link #recover} brings in
 * what was in the spool before. Safe for any number of threads.
 */
public final class MessageQueue implements Acceptance, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MessageQueue.class);

    /** Of the queue's events of a journey; below it stand the edge's and those of judgement. */
    static final int FIRST_SEQUENCE = 100_000;

    private final Spool spool;
    private final InstantSource clock;
    private final QueueIndex index;
    private final MailReader reader;
    private final QueueView view;
    private final OutOfTurn outOfTurn;
    private final Decisions decisions;
    private final Overdue overdue;
    private final DeliveryWorkers workers;
    private final BatchWriter writer;
    private final Copies copies;
    private final QueueTimer timer;
    private volatile boolean recovered;

    /**
     * What the queue works with.
     *
     * @param hostName the name that notifications are sent from
     * @param hotOctets how much of young messages may stay in memory
     * @param canRecord whether what becomes of a message can be written down; while it cannot,
     *     nothing is tried, lest it be delivered again after a crash
     * @param sending whether mail is to be sent at all
     * @param shelf where copies of messages are kept
     */
    public record Surroundings(
            Domain hostName,
            Router router,
            Courier courier,
            Supplier<Settings> settings,
            InstantSource clock,
            RandomGenerator random,
            long hotOctets,
            BooleanSupplier canRecord,
            BooleanSupplier sending,
            CopyShelf shelf) {}

    /** Makes a queue and starts its timer. */
    public MessageQueue(Spool spool, Surroundings with) {
        this.spool = spool;
        this.clock = with.clock();
        Scheduler scheduler =
                new Scheduler(with.settings(), clock, with.canRecord(), with.sending());
        this.index = new QueueIndex(scheduler, with.router(), new HotBudget(with.hotOctets()));
        this.reader = new MailReader(spool, index);
        this.copies =
                new Copies(
                        with.shelf(),
                        spool,
                        clock,
                        task -> Thread.ofVirtual().name("copy").start(task));
        this.writer = new BatchWriter(spool, index, copies, clock);
        Notifications notifications =
                new Notifications(spool, with.hostName(), with.settings(), clock, with.random());
        this.view = new QueueView(index, clock);
        Settlement settlement =
                new Settlement(spool, index, notifications, with.settings(), clock, with.random());
        this.workers = new DeliveryWorkers(index, reader, with.courier(), settlement);
        scheduler.employ(workers::start);
        this.outOfTurn = new OutOfTurn(scheduler);
        this.decisions = new Decisions(index, new QueueLog(spool, index), clock);
        this.overdue = new Overdue(index, reader, workers, decisions, with.settings(), clock);
        this.timer = new QueueTimer(this, index, clock);
        timer.start();
    }

    @Override
    public void commit(Batch batch) throws IOException, InterruptedException {
        writer.write(batch);
    }

    /**
     * Brings in what was in the spool when it was opened. Takes seconds for a million messages; new
     * mail is taken and delivered meanwhile.
     *
     * @param journal takes events that the event journal does not have, with their LSN
     * @throws IOException if the spool cannot be read, or a newer version has written to it; then
     *     nothing that was in it is delivered, and nothing is deleted
     */
    public RecoveryReport recover(ObjLongConsumer<byte[]> journal) throws IOException {
        Restoration restoration = new Restoration(index);
        QueueRecovery visitor = new QueueRecovery(restoration, journal);
        RecoveryReport report = spool.recover(visitor);
        Set<String> blobs = new HashSet<>();
        List<QueuedMessage> restored = restoration.messages();
        for (QueuedMessage message : restored) {
            spool.retain(message.location());
            blobs.addAll(message.blobs());
        }
        visitor.unreadable().forEach(spool::retain);
        List<Copies.Found> found = restoration.copies();
        found.forEach(each -> spool.retain(each.location()));
        copies.found(found);
        if (!report.isWhole()) {
            restoration.incomplete().forEach(spool::keepForInspection);
        }
        restoration.schedule(restored);
        spool.serve(new QueueMover(index, copies, spool), blobs::contains);
        serve(found);
        recovered = true;
        return report;
    }

    private void serve(List<Copies.Found> found) {
        try {
            copies.serve(found.stream().map(each -> each.copy().name()).collect(toSet()));
        } catch (IOException e) {
            LOG.error("what a crash left in the stores stays until the next start", e);
        }
    }

    /** Whether {@link #recover} is over, so that what is not found is not there. */
    public boolean isRecovered() {
        return recovered;
    }

    /** Messages in the queue. */
    public int size() {
        return index.size();
    }

    /** Compares the accounts with what is really there; a difference is a critical fault. */
    public Balance audit() {
        Balance balance = index.balance();
        if (balance.difference() != 0) {
            LOG.error("CRITICAL: the accounts of the queue do not balance: {}", balance);
        }
        return balance;
    }

    /** Checks the accounts, and has others tend what has waited too long. */
    void everyMinute() {
        audit();
        overdue.look();
        copies.again();
    }

    /** Whether what was found then is still being tended. */
    boolean isTending() {
        return workers.isVisiting();
    }

    /**
     * What waits, the oldest message first; one with several routes gives several rows. A row is as
     * it is when it is asked for.
     */
    public Stream<QueuedEntry> entries() {
        return view.entries();
    }

    /**
     * Reads a message's envelope.
     *
     * @return empty if it is not in the queue, or cannot be read
     */
    public Optional<QueuedMail> show(JourneyId journey) {
        Optional<QueuedMessage> message = index.find(journey);
        Optional<MailReader.StoredMail> mail = look(journey);
        if (message.isEmpty() || mail.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new QueuedMail(
                        journey,
                        Instant.ofEpochMilli(message.get().acceptedAt()),
                        mail.get().envelope(),
                        mail.get().content(),
                        view.entries(message.get())));
    }

    private Optional<MailReader.StoredMail> look(JourneyId journey) {
        try {
            return reader.look(journey);
        } catch (IOException e) {
            LOG.error("message {} cannot be read now", journey, e);
            return Optional.empty();
        }
    }

    /**
     * Makes what waits of a message, for its time or for its route, ready now, where the transport
     * map leads now.
     *
     * @return how many recipients
     */
    public int retry(JourneyId journey) {
        Optional<QueuedMessage> message = index.find(journey);
        Optional<Envelope> envelope = look(journey).map(MailReader.StoredMail::envelope);
        int recipients = 0;
        for (Lease lease : message.map(outOfTurn::putOff).orElse(List.of())) {
            Entry entry = lease.entry();
            recipients += entry.recipientCount();
            index.retry(entry, envelope);
        }
        return recipients;
    }

    /** What an administrator decides of recipients. */
    public sealed interface Decision {

        /** They end; nobody is told. */
        record Delete() implements Decision {}

        /** Nothing is tried for them until they are released. */
        record Hold() implements Decision {}

        /** Held ones are tried again, at once. */
        record Release() implements Decision {}

        /**
         * They go to this host from now on, whatever the transport map says.
         *
         * @param route with one host and without credentials
         */
        record Redirect(Route.Fixed route) implements Decision {}
    }

    /**
     * Makes a decision true for recipients of a message, except those that are being tried or moved
     * just now. Of a message that cannot be read, it is made true for all recipients or none.
     *
     * @param whom empty: everybody, whether the message can be read or not
     * @param by who decided, for the event
     */
    public Decided decide(
            JourneyId journey, Optional<Predicate<Mailbox>> whom, Decision decision, String by) {
        Optional<QueuedMessage> message = index.find(journey);
        Optional<Envelope> envelope = look(journey).map(MailReader.StoredMail::envelope);
        IntPredicate which =
                recipient ->
                        whom.isEmpty()
                                || envelope.map(all -> all.recipients().get(recipient).mailbox())
                                        .filter(whom.get())
                                        .isPresent();
        // Counted before: what is let go here may be tried at once.
        int busy = message.map(its -> busy(its, which, decision)).orElse(0);
        int done = 0;
        for (Lease lease : message.map(m -> lease(m, which, decision)).orElse(List.of())) {
            List<Integer> part = among(lease.entry().recipients(), which);
            if (carryOut(decision, new Decisions.Subject(lease.entry(), part, envelope, by))) {
                done += part.size();
            }
        }
        return new Decided(done, busy);
    }

    private int busy(QueuedMessage message, IntPredicate which, Decision decision) {
        return switch (decision) {
            case Decision.Delete(), Decision.Hold(), Decision.Redirect _ ->
                    outOfTurn.busy(message, which);
            case Decision.Release() -> 0; // what is held is not being tried
        };
    }

    /** {@return whether that went well; the other leases are not lost if it did not} */
    private boolean carryOut(Decision decision, Decisions.Subject subject) {
        try {
            decisions.carryOut(decision, subject);
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} could not be carried out", decision, e);
            return false;
        }
    }

    private List<Lease> lease(QueuedMessage message, IntPredicate which, Decision decision) {
        return switch (decision) {
            case Decision.Delete() -> outOfTurn.any(message, which);
            case Decision.Hold() -> outOfTurn.waiting(message, which);
            case Decision.Release() -> outOfTurn.held(message, which);
            case Decision.Redirect _ -> outOfTurn.any(message, which);
        };
    }

    private static List<Integer> among(List<Integer> recipients, IntPredicate which) {
        return recipients.stream().filter(which::test).toList();
    }

    /** Starts no further attempt and waits for those that run. */
    public void stopDelivering(Duration grace) {
        index.stopSending();
        workers.close(grace);
    }

    @Override
    public void close() {
        timer.close();
        stopDelivering(Duration.ofSeconds(20));
    }
}
