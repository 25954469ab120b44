package dev.mailwarden.scan.clamd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.antivirus.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClamdTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Octets SMALL = Octets.of("some octets".getBytes(US_ASCII));
    private static final long MAX_SIZE = 1 << 24;

    private final AtomicLong leap = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
    }

    private Clamd client(FakeClamd server, int connections, Duration timeout) {
        return new Clamd(
                new ClamdSettings(server.address(), connections, timeout, MAX_SIZE), this::now);
    }

    private long now() {
        return System.nanoTime() + leap.get();
    }

    private static Answer ask(Clamd clamd) throws InterruptedException {
        return clamd.scan(SMALL, LONG);
    }

    private static Reason reason(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        return ((Answer.Failed) answer).reason();
    }

    @Test
    void sendsEveryOctetAndUsesOneConnectionForAll() throws Exception {
        byte[] octets = new byte[1_000_003];
        new Random(1).nextBytes(octets);
        var seen = new AtomicReference<>(new byte[0]);
        try (var server =
                        new FakeClamd((number, in, out) -> {
                            seen.set(FakeClamd.readStream(in));
                            FakeClamd.reply(out, number + ": stream: OK");
                            return true;
                        });
                Clamd clamd = client(server, 3, LONG)) {
            assertThat(clamd.scan(Octets.of(octets), LONG)).isEqualTo(new Answer.Clean());
            assertThat(Arrays.equals(seen.get(), octets)).isTrue();
            for (int i = 0; i < 5; i++) {
                assertThat(ask(clamd)).isEqualTo(new Answer.Clean());
            }
            assertThat(server.connections()).isEqualTo(2); // one asked for the version
            assertThat(clamd.fitness())
                    .isEqualTo(
                            new Fitness(
                                    Fitness.State.UP,
                                    "ClamAV 1.4.3",
                                    Optional.of(Instant.parse("2025-11-15T08:12:45Z"))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK",
                "stream: ok",
                "stream: OK ",
                "stream: OK FOUN",
                "stream: Eicar FOUND OK",
                "other: OK",
                "stream:  FOUND",
                "stream: FOUND",
                "UNKNOWN COMMAND",
                "stream: \u0001 FOUND"
            })
    void whatIsNoAnswerIsNeverClean(String reply) throws Exception {
        try (var server = new FakeClamd(FakeClamd.saying(reply));
                Clamd clamd = client(server, 1, SHORT)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "7", "99999999999"})
    void anAnswerToAnotherCommandIsNone(long number) throws Exception {
        try (var server =
                        new FakeClamd((_, in, out) -> {
                            FakeClamd.readStream(in);
                            FakeClamd.reply(out, number + ": stream: OK");
                            return true;
                        });
                Clamd clamd = client(server, 1, SHORT)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
        }
    }

    @Test
    void anAnswerBeforeTheEndIsNotThatItIsClean() throws Exception {
        Octets large = Octets.of(new byte[1 << 23]);
        try (var server =
                        new FakeClamd((number, in, out) -> {
                            in.readNBytes(100_000);
                            FakeClamd.reply(out, number + ": stream: OK");
                            await(end);
                            return false;
                        });
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(reason(clamd.scan(large, LONG))).isEqualTo(Reason.ENGINE_DOWN);
        }
    }

    @Test
    void aLimitOfTheDaemonIsAnErrorEvenIfItHangsUp() throws Exception {
        Octets large = Octets.of(new byte[1 << 23]);
        try (var server =
                        new FakeClamd((_, in, out) -> {
                            in.readNBytes(100_000);
                            FakeClamd.reply(out, "1: INSTREAM size limit exceeded. ERROR");
                            in.skipBytes(1 << 23);
                            return false;
                        });
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(reason(clamd.scan(large, LONG))).isEqualTo(Reason.SIZE_LIMIT);
        }
    }

    @Test
    void whatIsTooLargeIsNotSent() throws Exception {
        try (var server = new FakeClamd(FakeClamd.saying("stream: OK"));
                Clamd clamd = client(server, 1, LONG)) {
            Octets large = Octets.of(new byte[(int) MAX_SIZE + 1]);
            assertThat(reason(clamd.scan(large, LONG))).isEqualTo(Reason.SIZE_LIMIT);
            assertThat(server.streams()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 5, 9})
    void aDaemonThatHangsUpOnTheWayIsDown(int octets) throws Exception {
        try (var server =
                        new FakeClamd((_, in, _) -> {
                            in.readNBytes(octets);
                            return false;
                        });
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
        }
    }

    @Test
    void aDaemonThatHangsIsATimeout() throws Exception {
        try (var server =
                        new FakeClamd((_, in, _) -> {
                            FakeClamd.readStream(in);
                            await(end);
                            return false;
                        });
                Clamd clamd = client(server, 1, SHORT)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void aDaemonThatDripsItsAnswerIsATimeout() throws Exception {
        try (var server =
                        new FakeClamd((number, in, out) -> {
                            FakeClamd.readStream(in);
                            out.write((number + ": stream: OK").getBytes(US_ASCII));
                            out.flush();
                            await(end);
                            return false;
                        });
                Clamd clamd = client(server, 1, SHORT)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void anEndlessAnswerIsGivenUp() throws Exception {
        try (var server =
                        new FakeClamd((_, in, out) -> {
                            FakeClamd.readStream(in);
                            out.write(new byte[] {'1', ':', ' '});
                            out.write("x".repeat(100_000).getBytes(US_ASCII));
                            out.flush();
                            return false;
                        });
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
        }
    }

    @Test
    void whoIsInterruptedStopsWaiting() throws Exception {
        try (var server =
                        new FakeClamd((_, in, _) -> {
                            FakeClamd.readStream(in);
                            await(end);
                            return false;
                        });
                Clamd clamd = client(server, 1, LONG)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> ask(clamd)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void nobodyListeningIsDown() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        var nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var clamd = new Clamd(new ClamdSettings(nowhere, 1, LONG, MAX_SIZE), this::now)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
            assertThat(clamd.fitness().state()).isEqualTo(Fitness.State.DOWN);
        }
    }

    @Test
    void aSessionThatTheDaemonLeftIsOpenedAnew() throws Exception {
        try (var server = new FakeClamd(FakeClamd.saying("stream: OK"));
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(ask(clamd)).isEqualTo(new Answer.Clean());
            server.hangUp();
            assertThat(ask(clamd)).isEqualTo(new Answer.Clean());
        }
    }

    @Test
    void aDaemonThatIsDownIsLeftAloneForAWhile() throws Exception {
        try (var server = new FakeClamd((_, _, _) -> false);
                Clamd clamd = client(server, 1, LONG)) {
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
            int before = server.connections();
            assertThat(reason(ask(clamd))).isEqualTo(Reason.ENGINE_DOWN);
            assertThat(server.connections()).isEqualTo(before);
            server.behave(FakeClamd.saying("stream: OK"));
            leap.set(Duration.ofSeconds(6).toNanos());
            assertThat(ask(clamd)).isEqualTo(new Answer.Clean());
            assertThat(clamd.fitness().state()).isEqualTo(Fitness.State.UP);
            assertThat(ask(clamd)).isEqualTo(new Answer.Clean());
        }
    }

    @Test
    void noMoreConnectionsThanAllowed() throws Exception {
        var both = new CountDownLatch(2);
        try (var server =
                        new FakeClamd((number, in, out) -> {
                            FakeClamd.readStream(in);
                            both.countDown();
                            await(end);
                            FakeClamd.reply(out, number + ": stream: OK");
                            return true;
                        });
                Clamd clamd = client(server, 2, LONG);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> one = threads.submit(() -> ask(clamd));
            Future<Answer> two = threads.submit(() -> ask(clamd));
            both.await();
            assertThat(reason(clamd.scan(SMALL, SHORT))).isEqualTo(Reason.TIMEOUT);
            end.countDown();
            assertThat(one.get()).isEqualTo(new Answer.Clean());
            assertThat(two.get()).isEqualTo(new Answer.Clean());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stream: Eicar-Signature FOUND, Infected",
        "stream: Win.Test.EICAR_HDB-1(0123456789abcdef:68) FOUND, Infected",
        "stream: Heuristics.Encrypted.Zip FOUND, Encrypted",
        "stream: Heuristics.Encrypted.PDF FOUND, Encrypted",
        "stream: Heuristics.OLE2.ContainsMacros.VBA FOUND, Macros",
        "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND, SIZE_LIMIT",
        "stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND, NESTING_LEVEL",
        "stream: Can't allocate memory ERROR, ENGINE_DOWN",
        "INSTREAM size limit exceeded. ERROR, SIZE_LIMIT"
    })
    void eachAnswerHasItsMeaning(String reply, String meaning) throws Exception {
        try (var server = new FakeClamd(FakeClamd.saying(reply));
                Clamd clamd = client(server, 1, LONG)) {
            Answer answer = ask(clamd);
            assertThat(
                            answer instanceof Answer.Failed(Reason reason, _)
                                    ? reason.name()
                                    : answer.getClass().getSimpleName())
                    .isEqualTo(meaning);
        }
    }

    private static void await(CountDownLatch end) throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
