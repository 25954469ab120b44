package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.BlobContent;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parts of a queue, each step done by the test's own thread: no worker, no timer. */
final class Clerk {

    final Spool spool;
    final Scheduler scheduler;
    final QueueIndex index;
    final MailReader reader;
    final BatchWriter writer;
    final Copies copies;
    final ScriptedShelf shelf;
    final QueueMover mover;
    final Settlement settlement;
    final OutOfTurn outOfTurn;
    final Decisions decisions;
    final StandingClock clock;
    final Observed observed = new Observed();
    private final Random random;

    Clerk(Path directory, StandingClock clock, Random random) throws IOException {
        this(directory, clock, random, new ScriptedShelf());
    }

    Clerk(Path directory, StandingClock clock, Random random, ScriptedShelf shelf)
            throws IOException {
        this.shelf = shelf;
        Settings settings = QueueSettings.connections(100, 1_000);
        this.clock = clock;
        this.random = random;
        spool = Office.openSpool(directory, random, observed);
        scheduler = new Scheduler(() -> settings, clock, () -> true, () -> true);
        index = new QueueIndex(scheduler, Post.BY_DOMAIN, new HotBudget(20_000));
        reader = new MailReader(spool, index);
        copies = new Copies(shelf, spool, clock, Runnable::run);
        shelf.open();
        writer = new BatchWriter(spool, index, copies, clock);
        Domain host = Domain.parse("mx.ours.example").orElseThrow();
        settlement =
                new Settlement(
                        spool,
                        index,
                        new Notifications(spool, host, () -> settings, clock, random),
                        () -> settings,
                        clock,
                        random);
        outOfTurn = new OutOfTurn(scheduler);
        decisions = new Decisions(index, new QueueLog(spool, index), clock);
        mover = new QueueMover(index, copies, spool);
        recover();
    }

    private void recover() throws IOException {
        Restoration restoration = new Restoration(index);
        QueueRecovery recovery =
                new QueueRecovery(restoration, (events, _) -> observed.take(events));
        assertThat(spool.recover(recovery).damaged()).isEmpty();
        List<QueuedMessage> restored = restoration.messages();
        restored.forEach(message -> spool.retain(message.location()));
        List<String> blobs = restored.stream().flatMap(m -> m.blobs().stream()).toList();
        List<Copies.Found> found = restoration.copies();
        found.forEach(each -> spool.retain(each.location()));
        copies.found(found);
        restoration.schedule(restored);
        spool.serve(mover, blobs::contains);
        copies.serve(found.stream().map(each -> each.copy().name()).collect(Collectors.toSet()));
    }

    InboundMail accept(Envelope envelope, String text) throws IOException, InterruptedException {
        return accept(Arrival.Origin.INSIDE, envelope, text);
    }

    InboundMail accept(Arrival.Origin origin, Envelope envelope, String text)
            throws IOException, InterruptedException {
        InboundMail mail = Post.mail(spool, random, origin, envelope, text);
        StoredContent content = (StoredContent) mail.content();
        writer.write(Batch.of(mail, clock.instant()));
        assertThat(content instanceof BlobContent).isEqualTo(content.length() > 256 * 1024);
        return mail;
    }

    /** Ready entries come in the order of their turns. */
    Optional<Lease> next() {
        return scheduler.next();
    }

    /** Tries a leased entry: each recipient, by index, gets a result. */
    void settle(Lease lease, Function<Integer, Attempt.Result> results)
            throws IOException, InterruptedException {
        MailReader.StoredMail mail = reader.read(lease);
        List<Attempt.Result> all = lease.entry().recipients().stream().map(results).toList();
        settlement.settle(lease, mail, new Attempt(all, false));
    }

    void tick() {
        scheduler.lock().lock();
        try {
            scheduler.tick();
        } finally {
            scheduler.lock().unlock();
        }
    }

    /** Waits until everything written so far is on stable storage. */
    void sync() throws IOException, InterruptedException {
        Frame frame = new Frame(new byte[0], WrittenEvents.NONE, StoredContent.none(), true);
        spool.release(spool.append(frame));
    }

    void close() throws IOException {
        spool.close();
        assertThat(observed.faults()).isEmpty();
    }
}
