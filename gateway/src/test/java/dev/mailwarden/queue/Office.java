package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Router;
import dev.mailwarden.spool.RecoveryReport;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A whole queue over a spool on disk, with a scripted courier and a clock that stands still. */
final class Office implements AutoCloseable {

    final ScriptedCourier courier;
    final StandingClock clock;
    final Observed observed = new Observed();
    final ScriptedShelf shelf;
    final Spool spool;
    final MessageQueue queue;
    volatile boolean canRecord = true;
    volatile boolean sending = true;
    private final Random random;

    private Office(
            Path directory,
            StandingClock clock,
            Router router,
            Settings settings,
            ScriptedShelf shelf,
            int seed)
            throws IOException {
        this.clock = clock;
        this.shelf = shelf;
        shelf.open();
        this.random = new Random(seed);
        this.courier = new ScriptedCourier();
        this.spool = openSpool(directory, random, observed);
        this.queue =
                new MessageQueue(
                        spool,
                        new MessageQueue.Surroundings(
                                Domain.parse("mx.ours.example").orElseThrow(),
                                router,
                                courier,
                                () -> settings,
                                clock,
                                random,
                                1 << 20,
                                () -> canRecord,
                                () -> sending,
                                shelf));
    }

    /** Opens a queue that has not read its spool yet. */
    static Office closed(Path directory, StandingClock clock) throws IOException {
        return office(directory, clock, Post.BY_DOMAIN, QueueSettings.DEFAULT);
    }

    static Office closed(Path directory, StandingClock clock, ScriptedShelf shelf)
            throws IOException {
        return new Office(directory, clock, Post.BY_DOMAIN, QueueSettings.DEFAULT, shelf, seed());
    }

    /** Opens a queue and lets it read its spool. */
    static Office open(Path directory) throws IOException {
        return open(directory, new StandingClock());
    }

    static Office open(Path directory, StandingClock clock) throws IOException {
        return open(directory, clock, Post.BY_DOMAIN);
    }

    static Office open(Path directory, StandingClock clock, Router router) throws IOException {
        Office office = office(directory, clock, router, QueueSettings.DEFAULT);
        office.recover();
        return office;
    }

    /** Opens a queue on a shelf that may hold copies. */
    static Office open(Path directory, StandingClock clock, ScriptedShelf shelf)
            throws IOException {
        Office office = closed(directory, clock, shelf);
        office.recover();
        return office;
    }

    private static Office office(
            Path directory, StandingClock clock, Router router, Settings settings)
            throws IOException {
        return new Office(directory, clock, router, settings, new ScriptedShelf(), seed());
    }

    /** Opens a queue with other settings. */
    static Office open(Path directory, StandingClock clock, Settings settings) throws IOException {
        Office office = office(directory, clock, Post.BY_DOMAIN, settings);
        office.recover();
        return office;
    }

    /** Another one each time: names of segments and journeys must not come again. */
    private static int seed() {
        return (int) System.nanoTime();
    }

    RecoveryReport recover() throws IOException {
        return queue.recover((events, _) -> observed.take(events));
    }

    static Spool openSpool(Path directory, Random random, Observed observed) throws IOException {
        return Spool.open(
                directory,
                new Spool.Options(8 << 20),
                random,
                new Spool.Journaling(0, () -> Long.MAX_VALUE, observed));
    }

    /** Takes a message as the SMTP edge hands it over. */
    InboundMail accept(String from, String... to) throws IOException, InterruptedException {
        InboundMail mail = Post.mail(spool, random, from, to);
        queue.commit(Batch.of(mail, clock.instant()));
        return mail;
    }

    InboundMail accept(Envelope envelope, String text) throws IOException, InterruptedException {
        InboundMail mail = Post.mail(spool, random, envelope, text);
        queue.commit(Batch.of(mail, clock.instant()));
        return mail;
    }

    /** The same from anybody. */
    InboundMail acceptFromOutside(Envelope envelope, String text)
            throws IOException, InterruptedException {
        InboundMail mail = Post.mail(spool, random, Arrival.Origin.OUTSIDE, envelope, text);
        queue.commit(Batch.of(mail, clock.instant()));
        return mail;
    }

    List<QueuedEntry> entries() {
        return queue.entries().toList();
    }

    void awaitState(String state) {
        await(() -> entries().stream().allMatch(entry -> entry.state().equals(state)));
    }

    void awaitEmpty() {
        await(() -> queue.size() == 0);
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    /** Lets time pass, and the queue look for what has waited too long. */
    void pass(Duration time) {
        advance(time);
        queue.everyMinute();
        await(() -> !queue.isTending());
    }

    /**
     * Lets minutes pass until something holds: what is being tried when the queue looks for what
     * has waited too long is found a minute later.
     */
    void passMinutesUntil(BooleanSupplier condition) {
        await(() -> {
            pass(Duration.ofMinutes(1));
            return condition.getAsBoolean();
        });
    }

    void assertBalanced() {
        assertThat(queue.audit().difference()).as("%s", queue.audit()).isZero();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 60 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /**
     * Copies the spool as a kill would leave it. A copy takes time, in which segments may retire
     * that were already copied: it only counts if the same files were there before and after.
     */
    static Path copyOf(Path directory, Path to) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Path copy = to.resolveSibling(to.getFileName() + "-" + attempt);
            List<Path> before = filesOf(directory);
            boolean whole = copy(directory, before, copy);
            if (whole && !before.isEmpty() && filesOf(directory).equals(before)) {
                return copy;
            }
            assertThat(attempt).as("attempts to copy").isLessThan(50);
        }
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted().toList();
        } catch (UncheckedIOException | NoSuchFileException e) {
            return List.of(); // a file went while it was listed: equal to no other listing
        }
    }

    private static boolean copy(Path directory, List<Path> files, Path to) throws IOException {
        try {
            for (Path file : files) {
                Path copy = to.resolve(directory.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        queue.close();
        spool.close();
        assertThat(observed.faults()).isEmpty();
    }
}
