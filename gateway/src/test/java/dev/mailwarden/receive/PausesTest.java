package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Delays of the greeting and of refusals, which end early when nobody waits for them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PausesTest {

    /** Longer than what {@link SmtpClient#isSpokenToSoon} waits. */
    private static final Duration LONGER = Duration.ofSeconds(3);

    private final FakeGateway gateway = new FakeGateway();

    private TestServer greetingAfter(Duration delay) throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.greetingDelay(delay));
        return TestServer.start(gateway, System::nanoTime);
    }

    @Test
    void theGreetingComesLate() throws IOException {
        try (TestServer server = greetingAfter(LONGER);
                SmtpClient client = server.connect()) {
            assertThat(client.isSpokenToSoon()).isFalse();
            assertThat(client.reply()).startsWith("220 ");
        }
    }

    @Test
    void whoTalksFirstIsGreetedAllTheSame() throws IOException {
        try (TestServer server = greetingAfter(LONGER);
                SmtpClient client = server.connect()) {
            client.say("EHLO c.example\r\n" + ("NOOP " + "x".repeat(70) + "\r\n").repeat(60));
            assertThat(client.isSpokenToSoon()).isFalse();
            assertThat(client.reply()).startsWith("220 ");
            for (int reply = 0; reply <= 60; reply++) {
                assertThat(client.reply()).startsWith("250 ");
            }
        }
    }

    @Test
    void theGreetingComesLateUnderTls(@TempDir Path directory) throws Exception {
        gateway.settings = TestSettings.with(limits -> limits.greetingDelay(LONGER));
        TestCertificate certificate = TestCertificate.in(directory);
        Listener implicit =
                TestSettings.listener(
                        Listener.Kind.MX, Listener.Tls.IMPLICIT, Listener.LineEndings.STRICT);
        try (TestServer server =
                        TestServer.start(
                                gateway,
                                implicit,
                                Optional.of(certificate.files()),
                                System::nanoTime);
                Socket socket = new Socket(TestSettings.address("127.0.0.1"), server.port());
                SSLSocket secure =
                        (SSLSocket)
                                certificate
                                        .client()
                                        .getSocketFactory()
                                        .createSocket(socket, "gw.example", 465, true)) {
            secure.startHandshake();
            try (SmtpClient client = new SmtpClient(secure)) {
                assertThat(client.isSpokenToSoon()).isFalse();
                client.say("EHLO c.example\r\n");
                assertThat(client.reply()).startsWith("220 ");
                assertThat(client.reply()).startsWith("250 ");
            }
        }
    }

    @Test
    void nobodyWaitsForAClientThatHasGone() throws IOException {
        long since = System.nanoTime();
        try (TestServer server = greetingAfter(Duration.ofMinutes(1))) {
            SmtpClient client = server.connect();
            TestServer.await(() -> server.smtpd.connections() == 1);
            client.close();
            server.awaitQuiet();
        }
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void stoppingEndsTheWaitEvenOfOneWhoTalks() throws Exception {
        long since = System.nanoTime();
        try (TestServer server = greetingAfter(Duration.ofMinutes(1));
                SmtpClient silent = server.connect();
                SmtpClient talking = server.connect()) {
            talking.say("NOOP\r\n".repeat(10_000));
            TestServer.await(() -> server.smtpd.connections() == 2);
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> stop(server, Duration.ofSeconds(50)));
            assertThat(silent.reply()).startsWith("220 ");
            assertThat(silent.reply()).startsWith("421 4.3.2 ");
            stopped.get();
        }
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(30).toNanos());
    }

    private static void stop(TestServer server, Duration grace) {
        try {
            server.smtpd.stop(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusalsComeLateFromTheFourthOn() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.errorDelay(LONGER));
        try (TestServer server = TestServer.start(gateway, System::nanoTime);
                SmtpClient client = server.connect()) {
            client.say("BAD\r\nBAD\r\nBAD\r\n");
            assertThat(client.reply()).startsWith("220 ");
            for (int reply = 0; reply < 3; reply++) {
                assertThat(client.reply()).startsWith("500 ");
            }
            client.say("NOOP\r\nBAD\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.isSpokenToSoon()).isFalse();
            assertThat(client.reply()).startsWith("500 ");
        }
    }
}
