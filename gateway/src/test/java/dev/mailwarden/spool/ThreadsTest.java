package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.Scale;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spool with its own threads, on the real file system. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ThreadsTest {

    private static final Spool.Options SMALL = new Spool.Options(8 << 20);

    @TempDir Path directory;

    private static class Quiet implements CommitListener {
        @Override
        public void durable(long lsn, WrittenEvents events) {}

        @Override
        public void failed(IOException cause) {}

        @Override
        public void recovered() {}
    }

    private Spool open(CommitListener listener) throws IOException {
        return Spool.open(
                directory,
                SMALL,
                new Random(1),
                new Spool.Journaling(0, () -> Long.MAX_VALUE, listener));
    }

    @Test
    void interruptsOfSendersAndReadersHarmNobodyElse() throws Exception {
        Map<Integer, Location> acked = new ConcurrentHashMap<>();
        AtomicInteger unsure = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        int senders = 16;
        int each = Scale.of(6_250, 62_500);
        AtomicInteger interrupts = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(senders);
        try (Spool spool =
                open(
                        new Quiet() {
                            @Override
                            public void failed(IOException cause) {
                                failures.incrementAndGet();
                            }
                        })) {
            for (int s = 0; s < senders; s++) {
                int first = 1 + s * each;
                Runnable sender =
                        () -> {
                            for (int id = first; id < first + each; id++) {
                                sendAndRead(spool, id, acked, unsure);
                            }
                            ended.countDown();
                        };
                threads.add(
                        s % 2 == 0
                                ? Thread.ofVirtual().start(sender)
                                : Thread.ofPlatform().start(sender));
            }
            Thread storm =
                    Thread.ofPlatform()
                            .start(() -> {
                                Random random = new Random(18);
                                while (!stop.get()) {
                                    threads.get(random.nextInt(senders)).interrupt();
                                    interrupts.incrementAndGet();
                                    LockSupport.parkNanos(20_000);
                                }
                            });
            ended.await();
            stop.set(true);
            storm.join();
            assertThat(spool.isHealthy()).isTrue();
        }
        assertThat(failures).hasValue(0);
        Mailbox found = new Mailbox();
        try (Spool spool = open(new Quiet())) {
            assertThat(spool.recover(found).isWhole()).isTrue();
            // Whoever was interrupted before handing over knows that nothing is there.
            assertThat(found.live.keySet()).isEqualTo(acked.keySet());
            found.live.forEach(
                    (id, mail) -> assertThat(Mailbox.isIntact(spool, id, mail)).isTrue());
        }
        System.out.printf(
                "D-18 seed=18 sent=%d acked=%d interrupts=%d interrupted=%d lost=0%n",
                senders * each, acked.size(), interrupts.get(), unsure.get());
        assertThat(unsure.get()).isPositive();
    }

    private static void sendAndRead(
            Spool spool, int id, Map<Integer, Location> acked, AtomicInteger unsure) {
        try {
            Location at = spool.append(Mailbox.inline(id, 500));
            acked.put(id, at);
            boolean interrupted = Thread.interrupted();
            assertThat(Mailbox.isIntact(spool, id, new Mailbox.Mail(at, 500, ""))).isTrue();
            if (interrupted) {
                unsure.incrementAndGet();
            }
        } catch (InterruptedException e) {
            unsure.incrementAndGet();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodyWaitsForeverWhenItIsClosedUnderSenders() throws Exception {
        for (int round = 0; round < 5; round++) {
            AtomicInteger refused = new AtomicInteger();
            Spool spool = open(new Quiet());
            try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
                CountDownLatch running = new CountDownLatch(8);
                List<Future<?>> ends = new ArrayList<>();
                for (int s = 0; s < 8; s++) {
                    int id = 1000 * s;
                    ends.add(senders.submit(() -> sendUntilRefused(spool, id, running, refused)));
                }
                running.await();
                spool.close();
                for (Future<?> end : ends) {
                    end.get();
                }
            }
            assertThat(refused).hasValue(8);
        }
    }

    private static Void sendUntilRefused(
            Spool spool, int first, CountDownLatch running, AtomicInteger refused)
            throws InterruptedException {
        for (int id = first; ; id++) {
            try {
                spool.append(Mailbox.inline(id, 100));
                running.countDown();
            } catch (IOException e) {
                refused.incrementAndGet();
                return null;
            }
        }
    }

    @Test
    void nobodyWaitsForeverForACommitterThatDied() throws Exception {
        Spool spool =
                open(
                        new Quiet() {
                            @Override
                            public void durable(long lsn, WrittenEvents events) {
                                throw new IllegalStateException("a fault of the journal");
                            }
                        });
        assertThatThrownBy(() -> spool.append(Mailbox.inline(1, 10)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> spool.append(Mailbox.inline(2, 10)))
                .isInstanceOf(IOException.class);
        assertThat(spool.isHealthy()).isFalse();
        spool.close();
    }

    @Test
    void aSteadyStreamOfNotesIsSyncedWithoutAnybodyWaiting() throws Exception {
        try (Spool spool = open(new Quiet())) {
            Semaphore durable = new Semaphore(0);
            Semaphore allowed = new Semaphore(64);
            for (int i = 0; i < 5000; i++) { // never idle: the next is there before one is synced
                allowed.acquire();
                spool.appendLater(
                        Mailbox.done(i),
                        _ -> {
                            durable.release();
                            allowed.release();
                        });
            }
            assertThat(durable.tryAcquire(5000, 60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aDiskThatStallsRefusesSendersAbove64MiB() throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        TestDisk disk = new TestDisk();
        disk.recordNothing();
        AtomicBoolean stall = new AtomicBoolean();
        disk.fail(op -> {
            if (stall.get() && op.name().startsWith("segment")) {
                awaitQuietly(stalled);
            }
            return false;
        });
        Spool spool =
                Spool.open(
                        DirectoryLock.NONE,
                        disk.log(),
                        disk.blobs(),
                        SMALL,
                        new Random(2),
                        new Spool.Journaling(0, () -> Long.MAX_VALUE, new Quiet()));
        spool.append(Mailbox.inline(1, 10));
        stall.set(true);
        List<PendingFrame> waiting = new ArrayList<>();
        Frame large = Mailbox.inline(2, SpoolDraft.INLINE_OCTETS);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                waiting.add(spool.submit(large, true, _ -> {}));
                            }
                        })
                .isInstanceOf(SpoolFullException.class);
        assertThat(spool.backlogOctets()).isBetween(60L << 20, 64L << 20);
        spool.appendLater(Mailbox.done(1), _ -> {}); // what has happened is always taken
        stalled.countDown();
        for (PendingFrame frame : waiting) {
            frame.await(() -> {});
        }
        spool.append(Mailbox.inline(3, 10));
        spool.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anotherProcessIsRefusedEvenAfterAnAttemptInThisOne() throws Exception {
        try (Spool _ = open(new Quiet())) {
            assertThatThrownBy(() -> open(new Quiet())).hasMessageContaining("in use by process");
            assertThat(openInAnotherProcess())
                    .contains("in use by process " + ProcessHandle.current().pid());
        }
        assertThat(openInAnotherProcess()).contains("opened");
    }

    private String openInAnotherProcess() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SecondOwner.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(Duration.ofSeconds(60))).isTrue();
        return said;
    }

    /** A process of its own. */
    static final class SecondOwner {

        private SecondOwner() {}

        public static void main(String[] arguments) {
            try (DirectoryLock _ = DirectoryLock.take(Path.of(arguments[0], "lock"))) {
                System.out.println("opened");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest(name = "{0} octets")
    @ValueSource(ints = {0, 1, 4095, 65_536, 262_143, 262_144, 262_145, 1_000_000})
    void contentOfAnyLengthIsInlineUpTo256KiBAndComesBack(int length) throws Exception {
        byte[] body = Mailbox.body(7, length);
        Location at;
        Content content;
        try (Spool spool = open(new Quiet())) {
            try (Intake.Draft draft = spool.intake().begin(10)) {
                int half = length / 2;
                draft.write(body, 0, half);
                draft.write(body, half, length - half);
                content = draft.finish(ContentFacts.PLAIN);
                at =
                        spool.append(
                                new Frame(
                                        Mailbox.message(7, length, ""),
                                        WrittenEvents.NONE,
                                        (StoredContent) content,
                                        true));
            }
            assertThat(content instanceof BlobContent).isEqualTo(length > 262_144);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(body);
            if (content instanceof InlineContent) {
                assertThat(Mailbox.isIntact(spool, 7, new Mailbox.Mail(at, length, ""))).isTrue();
            }
        }
    }

    @Test
    void refusedContentLeavesNoBlobBehind() throws Exception {
        Spool spool = open(new Quiet());
        try (Intake.Draft draft = spool.intake().begin(10)) {
            draft.write(new byte[300_000], 0, 300_000);
            StoredContent blob = (StoredContent) draft.finish(ContentFacts.PLAIN);
            spool.close();
            assertThatThrownBy(() ->
                            spool.append(new Frame(new byte[8], WrittenEvents.NONE, blob, true)))
                    .isInstanceOf(SpoolFullException.class);
        }
        assertThat(directory.resolve("blobs")).isEmptyDirectory();
    }

    @Test
    void contentOfAnotherFrameIsRefusedRatherThanDropped() throws Exception {
        try (Spool spool = open(new Quiet())) {
            Location at = spool.append(Mailbox.inline(1, 100));
            StoredContent stored =
                    spool.content(
                            at,
                            0,
                            100,
                            new StoredContent.Digest(
                                    Mailbox.crc(Mailbox.body(1, 100)), new byte[0]),
                            ContentFacts.PLAIN);
            assertThatThrownBy(() -> new Frame(new byte[0], WrittenEvents.NONE, stored, true))
                    .isInstanceOf(IllegalArgumentException.class);
            StoredContent other =
                    spool.content(
                            at,
                            0,
                            100,
                            new StoredContent.Digest(1, new byte[0]),
                            ContentFacts.PLAIN);
            assertThatThrownBy(() -> other.writeTo(OutputStream.nullOutputStream()))
                    .hasMessageContaining("other content than expected");
        }
    }

    @Test
    void oneReleaseTooManyIsRefused() throws Exception {
        try (Spool spool = open(new Quiet())) {
            Location at = spool.append(Mailbox.inline(1, 100));
            spool.release(at);
            assertThatThrownBy(() -> spool.release(at)).isInstanceOf(IllegalStateException.class);
        }
    }
}
