package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Listener;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmtpdTest {

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\n";

    private final FakeGateway gateway = new FakeGateway();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(gateway, System::nanoTime);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void takesMessages() throws IOException {
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).isEqualTo("220 gw.example ESMTP ready");
            client.say("EHLO c.example\r\n");
            assertThat(client.reply()).isEqualTo("250 ENHANCEDSTATUSCODES");
            for (int message = 0; message < 3; message++) {
                client.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\nDATA\r\n");
                assertThat(client.reply()).isEqualTo("250 2.1.0 Sender OK");
                assertThat(client.reply()).isEqualTo("250 2.1.5 Recipient OK");
                assertThat(client.reply()).startsWith("354 ");
                client.say("Subject: x\r\n\r\n" + "..dot\r\n".repeat(50_000) + ".\r\n");
                assertThat(client.reply()).startsWith("250 2.0.0 Taken (");
            }
            client.say("QUIT\r\n");
            assertThat(client.reply()).isEqualTo("221 2.0.0 Bye");
            assertThat(client.reply()).isNull();
        }
        assertThat(gateway.mails).hasSize(3);
        assertThat(FakeGateway.received(gateway.mails.getFirst()))
                .isEqualTo("Subject: x\r\n\r\n" + ".dot\r\n".repeat(50_000));
        server.awaitQuiet();
        assertThat(gateway.openDrafts).hasValue(0);
    }

    @Test
    void aRefusalIsReadableThoughMoreWasSent() throws IOException {
        try (SmtpClient client = server.connect()) {
            client.say("EHLO c.example\r\nNOOP\n" + "NOOP\r\n".repeat(5_000));
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith("500 5.5.2 ");
            assertThat(client.reply()).startsWith("421 ");
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void overTheLimitAClientIsToldWhy() throws IOException {
        gateway.settings = TestSettings.with(limits -> limits.connectionsPerClient(1));
        try (SmtpClient first = server.connect();
                SmtpClient second = server.connect()) {
            assertThat(first.reply()).startsWith("220 ");
            assertThat(second.reply()).startsWith("421 4.7.0 Too many connections from your");
            assertThat(second.reply()).isNull();
        }
        server.awaitQuiet();
        assertThat(((Event.Refused) gateway.events.getFirst()).command()).isEqualTo("connect");
        try (SmtpClient third = server.connect()) {
            assertThat(third.reply()).startsWith("220 ");
        }
    }

    @Test
    void overloadRefusesConnections() throws IOException {
        gateway.connectionRefusal = Optional.of(Reply.of(421, 3, 1, "Full"));
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).startsWith("421 4.3.1 Full (");
        }
        gateway.connectionRefusal = Optional.empty();
        try (SmtpClient client = server.connect()) {
            assertThat(client.reply()).startsWith("220 ");
        }
    }

    /** O-10. */
    @Test
    void stoppingLetsTransactionsEnd() throws Exception {
        try (SmtpClient idle = server.connect();
                SmtpClient busy = server.connect()) {
            assertThat(idle.reply()).startsWith("220 ");
            assertThat(busy.reply()).startsWith("220 ");
            busy.say(ENVELOPE + "DATA\r\n");
            for (int reply = 0; reply < 3; reply++) {
                assertThat(busy.reply()).startsWith("250");
            }
            assertThat(busy.reply()).startsWith("354");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(this::stopSlowly);
            assertThat(idle.reply()).startsWith("421 4.3.2 ");
            assertThat(idle.reply()).isNull();
            assertThat(stopped).isNotDone();
            busy.say("x\r\n.\r\n");
            assertThat(busy.reply()).startsWith("250 2.0.0 Taken");
            assertThat(busy.reply()).startsWith("421 4.3.2 ");
            assertThat(busy.reply()).isNull();
            stopped.get();
        }
        assertThat(gateway.mails).hasSize(1);
        assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
    }

    private void stopSlowly() {
        try {
            server.smtpd.stop(Duration.ofSeconds(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stoppingBreaksOffWhatTakesTooLong() throws Exception {
        try (SmtpClient busy = server.connect()) {
            busy.say(ENVELOPE + "DATA\r\nhalf a mess");
            for (int reply = 0; reply < 5; reply++) {
                assertThat(busy.reply()).isNotNull();
            }
            server.smtpd.stop(Duration.ofMillis(1));
            assertThat(busy.reply()).isNull();
        }
        assertThat(gateway.mails).isEmpty();
        assertThat(gateway.openDrafts).hasValue(0);
    }

    @Test
    void twoServersCannotShareAPort() {
        Listener taken =
                new Listener(
                        "second",
                        new InetSocketAddress(TestSettings.address("127.0.0.1"), server.port()),
                        Listener.Kind.MX,
                        Listener.Tls.NONE,
                        Listener.LineEndings.STRICT);
        assertThatThrownBy(
                        () -> TestServer.start(gateway, taken, Optional.empty(), System::nanoTime))
                .hasMessageContaining("listener second cannot use");
    }

    @ParameterizedTest
    @CsvSource({"REQUIRE", "IMPLICIT"})
    void tlsNeedsACertificate(Listener.Tls tls) {
        Listener listener =
                TestSettings.listener(Listener.Kind.MX, tls, Listener.LineEndings.STRICT);
        assertThatThrownBy(() ->
                        TestServer.start(gateway, listener, Optional.empty(), System::nanoTime))
                .hasMessageContaining("needs a certificate");
    }

    /** out of descriptors, the listener pauses and goes on by itself. */
    @Test
    void acceptingSurvivesADescriptorShortage() throws Exception {
        var shortages = new AtomicInteger(3);
        BlockingQueue<Socket> newcomers = new LinkedBlockingQueue<>();
        var poor =
                new ServerSocket(0, 50, TestSettings.address("127.0.0.1")) {
                    @Override
                    public Socket accept() throws IOException {
                        if (shortages.getAndDecrement() > 0) {
                            throw new SocketException("Too many open files");
                        }
                        return super.accept();
                    }
                };
        var loop = new AcceptLoop("poor", poor, newcomers::add);
        loop.start();
        try (SmtpClient client = SmtpClient.connect(loop.port());
                Socket accepted = newcomers.take()) {
            assertThat(accepted.getPort()).isEqualTo(client.socket().getLocalPort());
        }
        loop.close();
    }

    @ParameterizedTest(name = "of {0} descriptors {1} are for connections")
    @CsvSource({"256, 128", "1024, 512", "2048, 1024", "65536, 64512"})
    void keepsDescriptorsInReserve(long descriptors, int connections) {
        assertThat(Descriptors.forConnections(descriptors)).isEqualTo(connections);
    }
}
