package dev.mailwarden.scan.unpack;

import static dev.mailwarden.scan.unpack.Workers.WALL;
import static dev.mailwarden.scan.unpack.Workers.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.filetype.Certainty;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.scan.ContainerOpener;
import dev.mailwarden.scan.WorkerOpener;
import dev.mailwarden.scan.unpack.Opening.Cause;
import dev.mailwarden.scan.unpack.Opening.Failed;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real workers, and what may happen to them. */
@Timeout(120)
class UnpackersTest {

    private static final byte[] ZIP = Workers.zip(Map.of("a.txt", "hello"));

    @TempDir static Path directory;
    private static Unpackers unpackers;

    @BeforeAll
    static void start() throws IOException {
        unpackers = Workers.start(Workers.launch(), directory.resolve("unpacked"), 1);
    }

    @AfterAll
    static void stop() {
        unpackers.close();
    }

    private static void assertHello(Opening opening) {
        try (opening) {
            assertThat(opening).isInstanceOf(Opening.Opened.class);
            Contents contents = ((Opening.Opened) opening).contents();
            assertThat(contents.isWhole()).isTrue();
            assertThat(contents.findings()).isEmpty();
            assertThat(contents.entries())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.head().name()).isEqualTo("a.txt");
                        assertThat(Workers.text(entry)).isEqualTo("hello");
                    });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void opensAContainerInAWorkerThatIsWhollyConfined() {
        assertHello(open(unpackers, Format.ZIP, ZIP));
        assertThat(unpackers.state().confinement())
                .contains("landlock", "seccomp", "no new privileges", "no capabilities")
                .doesNotContain("lacking");
    }

    @Test
    void theFilterHoldsForEveryThreadOfTheWorker() throws Exception {
        try (var gate = new Gate(ZIP)) {
            var answer = answer(gate, WALL);
            gate.awaitReader();
            Path threads = Path.of("/proc/" + unpackers.atWork().getFirst() + "/task");
            try (Stream<Path> all = Files.list(threads)) {
                assertThat(all.map(thread -> thread.resolve("status")).toList())
                        .hasSizeGreaterThan(5)
                        .allSatisfy(status ->
                                assertThat(status)
                                        .content()
                                        .contains("NoNewPrivs:\t1\n", "Seccomp:\t2\n"));
            }
            gate.open();
            assertHello(answer.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void keepsLargeContentInAFileWithoutAName() throws Exception {
        String large = "0123456789abcdef".repeat(65_536);
        try (Opening opening = open(unpackers, Format.ZIP, Workers.zip(Map.of("l", large)))) {
            Entry entry = ((Opening.Opened) opening).contents().entries().getFirst();
            assertThat(entry.content().length()).isEqualTo(large.length());
            assertThat(Workers.text(entry)).isEqualTo(large);
            assertThat(directory.resolve("unpacked")).isEmptyDirectory();
        }
        assertThat(unpackers.memoryTaken()).isZero();
    }

    @Test
    void saysWhatWasUsedUp() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[20 << 20]);
        }
        try (Opening opening = open(unpackers, Format.GZIP, out.toByteArray())) {
            assertThat(opening)
                    .asInstanceOf(type(Opening.OverBudget.class))
                    .satisfies(over -> {
                        assertThat(over.resource()).isEqualTo(Resource.RATIO);
                        assertThat(over.contents().octets()).isBetween(9L << 20, 10L << 20);
                    });
        }
    }

    @Test
    void saysThatNothingCanBeRead() {
        byte[] text = "nothing of the kind".getBytes(StandardCharsets.US_ASCII);
        for (Format format : Format.values()) {
            assertThat(open(unpackers, format, text)).isInstanceOf(Opening.NotOpened.class);
        }
    }

    @Test
    void aKilledWorkerIsAnErrorAndTheNextContainerGetsAnother() throws Exception {
        try (var gate = new Gate(ZIP)) {
            var answer = answer(gate, WALL);
            gate.awaitReader();
            kill("KILL");
            gate.open();
            assertThat(answer.get(30, TimeUnit.SECONDS))
                    .asInstanceOf(type(Failed.class))
                    .extracting(Failed::cause)
                    .isEqualTo(Cause.INTERNAL);
        }
        assertHello(open(unpackers, Format.ZIP, ZIP));
    }

    @Test
    void aHungWorkerIsATimeOut() throws Exception {
        try (var gate = new Gate(ZIP)) {
            var answer = answer(gate, Duration.ofSeconds(2));
            gate.awaitReader();
            kill("STOP");
            gate.open();
            assertThat(answer.get(30, TimeUnit.SECONDS))
                    .asInstanceOf(type(Failed.class))
                    .extracting(Failed::cause)
                    .isEqualTo(Cause.TIMEOUT);
        }
        assertHello(open(unpackers, Format.ZIP, ZIP));
    }

    @Test
    void anInterruptCancels() throws Exception {
        try (var gate = new Gate(ZIP)) {
            FutureTask<Opening> answer = new FutureTask<>(call(gate, WALL));
            Thread thread = Thread.ofPlatform().start(answer);
            gate.awaitReader();
            kill("STOP");
            gate.open();
            thread.interrupt();
            assertThat(answer.get(30, TimeUnit.SECONDS))
                    .asInstanceOf(type(Failed.class))
                    .extracting(Failed::cause)
                    .isEqualTo(Cause.CANCELLED);
        }
        assertHello(open(unpackers, Format.ZIP, ZIP));
    }

    @Test
    void aContainerShorterThanDeclaredIsAnErrorOfThisContainerOnly() {
        Opening opening =
                unpackers.open(
                        Format.ZIP,
                        InputStream.nullInputStream(),
                        ZIP.length,
                        Allowance.DEFAULT,
                        WALL);
        assertThat(opening).isInstanceOf(Failed.class);
        assertHello(open(unpackers, Format.ZIP, ZIP));
    }

    @Test
    void aWorkerIsReplacedAfterAThousandJobs() {
        long before = Math.max(unpackers.state().starts(), 2); // one at work, one kept ready
        for (int i = 0; i < 2 * WorkerPool.MOST_JOBS; i++) {
            assertHello(open(unpackers, Format.ZIP, ZIP));
        }
        assertThat(unpackers.state().starts()).isBetween(before + 1, before + 3);
    }

    private static FutureTask<Opening> answer(Gate gate, Duration wall) {
        FutureTask<Opening> answer = new FutureTask<>(call(gate, wall));
        Thread.ofPlatform().start(answer);
        return answer;
    }

    private static Callable<Opening> call(Gate gate, Duration wall) {
        return () -> unpackers.open(Format.ZIP, gate, ZIP.length, Allowance.DEFAULT, wall);
    }

    /** Signals the worker that has the container, and waits until a stop holds. */
    private static void kill(String signal) throws Exception {
        long id = unpackers.atWork().getFirst();
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + id).start().waitFor()).isZero();
        while (signal.equals("STOP") && !isStopped(id)) {
            Thread.onSpinWait();
        }
    }

    /** The state in proc(5) stat, of every thread. */
    private static boolean isStopped(long id) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + id + "/task"))) {
            for (Path thread : threads.toList()) {
                if (!Files.readString(thread.resolve("stat")).contains(") T ")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What is a ZIP archive and could be another container as well. */
    private static final Detection BOTH =
            new Detection(FileType.ZIP, Certainty.CERTAIN, List.of(FileType.GZIP), true);

    private static Octets failing(int reading) {
        var readings = new AtomicInteger();
        return new Octets() {
            @Override
            public long length() {
                return ZIP.length;
            }

            @Override
            public void copyTo(long position, byte[] into, int offset, int count) {
                System.arraycopy(ZIP, Math.toIntExact(position), into, offset, count);
            }

            @Override
            public InputStream stream(Range range) {
                if (readings.incrementAndGet() == reading) {
                    throw new StackOverflowError();
                }
                return Octets.super.stream(range);
            }
        };
    }

    private static Budget budget() {
        return Budget.open(Limits.DEFAULT, System::nanoTime, WALL);
    }

    @Test
    void whatWasOpenedInOneWayIsLetGoIfAnotherThrows() throws Exception {
        var opener = new WorkerOpener(unpackers);
        List<ContainerOpener.Opened> opened = opener.open(BOTH, failing(3), budget());
        assertThat(unpackers.memoryTaken()).isPositive();
        for (ContainerOpener.Opened one : opened) {
            one.store().close();
        }
        assertThat(unpackers.memoryTaken()).isZero();
        assertThatThrownBy(() -> opener.open(BOTH, failing(2), budget()))
                .isInstanceOf(StackOverflowError.class);
        assertThat(unpackers.memoryTaken()).isZero();
    }

    @Test
    void whatWasOpenedIsLetGoIfWhoeverAskedIsInterrupted() throws Exception {
        var opener = new WorkerOpener(unpackers);
        var octets = failing(3);
        var asking =
                new FutureTask<>(() -> {
                    // The second way is asked for by a thread that is told to stop.
                    return opener.open(BOTH, interrupting(octets), budget());
                });
        Thread.ofPlatform().start(asking);
        assertThatThrownBy(() -> asking.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(unpackers.memoryTaken()).isZero();
    }

    private static Octets interrupting(Octets octets) {
        var readings = new AtomicInteger();
        return new Octets() {
            @Override
            public long length() {
                return octets.length();
            }

            @Override
            public void copyTo(long position, byte[] into, int offset, int count)
                    throws IOException {
                octets.copyTo(position, into, offset, count);
            }

            @Override
            public InputStream stream(Range range) {
                if (readings.incrementAndGet() == 2) {
                    Thread.currentThread().interrupt();
                }
                return octets.stream(range);
            }
        };
    }
}
