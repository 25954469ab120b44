package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Listener;
import dev.mailwarden.mail.smtp.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** no wait outlasts its deadline. The clock of deadlines is the test's. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\n";

    private final FakeGateway gateway = new FakeGateway();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(gateway, gateway.nanos::get);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        server.awaitQuiet();
        server.close();
        assertThat(gateway.openDrafts).hasValue(0);
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void anIdleClientIsToldThatItWaitedTooLong() throws IOException {
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).startsWith("220 ");
            pass(Duration.ofMinutes(4));
            client.say("NOOP\r\n");
            assertThat(client.reply()).startsWith("250 ");
            passUntilEnded(client, Duration.ofMinutes(6));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void whatTheGatewayAsksOthersIsNotTheClientsTime() throws Exception {
        gateway.verified = new CountDownLatch(1);
        try (SmtpClient client = server.connect()) {
            client.say("EHLO c.example\r\nMAIL FROM:<a@b.example>\r\n");
            for (int reply = 0; reply < 3; reply++) {
                assertThat(client.reply()).isNotNull();
            }
            client.say("RCPT TO:<anna@ours.example>\r\n");
            gateway.verifying.await();
            pass(Duration.ofMinutes(20));
            assertThat(client.isSpokenToSoon()).isFalse();
            gateway.verified.countDown();
            assertThat(client.reply()).startsWith("250 2.1.5 ");
        } finally {
            gateway.verified.countDown();
        }
    }

    @Test
    void aCommandInSmallPiecesGainsNoTime() throws IOException {
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).startsWith("220 ");
            for (int octet = 0; octet < 7; octet++) {
                client.say("x");
                pass(Duration.ofMinutes(1));
            }
            passUntilEnded(client, Duration.ofMinutes(1));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
        }
    }

    @Test
    void aSlowSenderOfContentIsEnded() throws IOException {
        try (SmtpClient client = server.connect()) {
            client.say(ENVELOPE + "DATA\r\n");
            for (int reply = 0; reply < 5; reply++) {
                assertThat(client.reply()).isNotNull();
            }
            for (int octet = 0; octet < 14; octet++) {
                client.say("x");
                pass(Duration.ofSeconds(5));
            }
            passUntilEnded(client, Duration.ofSeconds(5));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void aSlowSenderOfChunksIsEnded() throws IOException {
        try (SmtpClient client = server.connect()) {
            client.say(ENVELOPE + "BDAT 1000 LAST\r\nx");
            for (int reply = 0; reply < 4; reply++) {
                assertThat(client.reply()).isNotNull();
            }
            passUntilEnded(client, Duration.ofSeconds(62));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
        }
    }

    @Test
    void underLoadAnIdleClientIsEndedSooner() throws IOException {
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).startsWith("220 ");
            gateway.connectionRefusal = Optional.of(Reply.of(421, 3, 2, "Busy"));
            passUntilEnded(client, Duration.ofSeconds(31));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
        }
    }

    @Test
    void underLoadASlowSenderOfContentIsEndedSooner() throws IOException {
        try (SmtpClient client = server.connect()) {
            client.say(ENVELOPE + "DATA\r\n");
            for (int reply = 0; reply < 5; reply++) {
                assertThat(client.reply()).isNotNull();
            }
            gateway.connectionRefusal = Optional.of(Reply.of(421, 3, 2, "Busy"));
            for (int octet = 0; octet < 5; octet++) {
                client.say("x");
                pass(Duration.ofSeconds(5));
            }
            passUntilEnded(client, Duration.ofMillis(2_500));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
        }
    }

    @Test
    void aTransactionDoesNotLastForEver() throws IOException {
        try (SmtpClient client = server.connect()) {
            client.say(ENVELOPE);
            for (int reply = 0; reply < 4; reply++) {
                assertThat(client.reply()).isNotNull();
            }
            for (int minute = 0; minute < 60; minute += 3) {
                client.say("NOOP\r\n");
                assertThat(client.reply()).startsWith("250 ");
                pass(Duration.ofMinutes(3));
            }
            passUntilEnded(client, Duration.ofMinutes(3));
            assertThat(client.reply()).startsWith("421 4.4.2 ");
            assertThat(client.reply()).isNull();
        }
    }

    /** The server's replies find no room, so that it waits to write and not to read. */
    @Test
    void aPeerThatNeverReadsIsEnded() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.errors(1_000_000_000));
        try (SocketChannel peer = SocketChannel.open()) {
            peer.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            peer.connect(new InetSocketAddress(TestSettings.address("127.0.0.1"), server.port()));
            peer.configureBlocking(false);
            byte[] commands = "XYZZY\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            // Full twice, with the server's read side idle in between: it hangs in its write.
            for (int full = 0; full < 100_000; full++) {
                if (peer.write(ByteBuffer.wrap(commands)) > 0) {
                    full = 0;
                }
            }
            TestServer.await(() -> {
                pass(Duration.ofSeconds(1));
                return server.smtpd.connections() == 0;
            });
        }
    }

    @Test
    void aClientThatDoesNotNegotiateIsEnded(@TempDir Path directory) throws Exception {
        Listener implicit =
                TestSettings.listener(
                        Listener.Kind.MX, Listener.Tls.IMPLICIT, Listener.LineEndings.STRICT);
        try (TestServer secure =
                        TestServer.start(
                                gateway,
                                implicit,
                                Optional.of(TestCertificate.in(directory).files()),
                                gateway.nanos::get);
                SmtpClient client = secure.connect()) {
            client.say("\u0016");
            TestServer.await(() -> secure.smtpd.connections() == 1);
            TestServer.await(() -> {
                pass(Duration.ofSeconds(1));
                return secure.smtpd.connections() == 0;
            });
        }
    }

    /** TRUST-6: the last places are for newcomers; whoever has just spoken keeps his. */
    @Test
    void withFewPlacesLeftWhoSaysNothingMakesRoom() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.connections(10));
        var silent = new ArrayList<SmtpClient>();
        var others = new ArrayList<SmtpClient>();
        try {
            others.add(greeted());
            for (int i = 0; i < 8; i++) {
                silent.add(greeted());
            }
            pass(Duration.ofSeconds(2));
            others.getFirst().say("NOOP\r\n");
            assertThat(others.getFirst().reply()).startsWith("250 ");
            for (int newcomer = 0; newcomer < 8; newcomer++) {
                others.add(greeted());
                TestServer.await(() -> {
                    pass(Duration.ofMillis(4));
                    return server.smtpd.connections() == 9;
                });
            }
            for (SmtpClient client : silent) {
                assertThat(client.reply()).startsWith("421 4.3.2 Too many connections");
                assertThat(client.reply()).isNull();
            }
            for (SmtpClient client : others) {
                client.say("NOOP\r\n");
                assertThat(client.reply()).startsWith("250 ");
            }
        } finally {
            for (SmtpClient client : silent) {
                client.close();
            }
            for (SmtpClient client : others) {
                client.close();
            }
        }
    }

    /** Where everybody is at work, the limit is the limit. */
    @Test
    void nobodyWhoIsAtWorkMakesRoom() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.connections(10));
        var working = new ArrayList<SmtpClient>();
        try {
            for (int i = 0; i < 10; i++) {
                working.add(greeted());
            }
            for (int round = 0; round < 30; round++) {
                pass(Duration.ofMillis(900));
                for (SmtpClient client : working) {
                    client.say("NOOP\r\n");
                    assertThat(client.reply()).startsWith("250 ");
                }
            }
            try (SmtpClient newcomer = server.connect()) {
                assertThat(newcomer.reply()).startsWith("421 4.3.2 Too many connections");
            }
        } finally {
            for (SmtpClient client : working) {
                client.close();
            }
        }
    }

    private SmtpClient greeted() throws IOException {
        SmtpClient client = server.connect();
        assertThat(client.reply()).startsWith("220 ");
        return client;
    }

    /**
     * Lets time pass once, or a few times more if the server was not waiting yet; far less in all
     * than any other deadline.
     */
    private void passUntilEnded(SmtpClient client, Duration time) throws IOException {
        int times = 0;
        do {
            pass(time);
        } while (!client.isSpokenToSoon() && ++times < 10);
    }

    private void pass(Duration time) {
        gateway.nanos.addAndGet(time.toNanos());
    }
}
