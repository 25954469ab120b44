package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SenderAndSinkTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Tally tally = new Tally();
    private final Ledger ledger = new Ledger();

    private static LoadSupply supply(Kind kind, int count) {
        return new LoadSupply(kind, 3, count, System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }

    private void send(int port, int sessions, Supply supply) throws InterruptedException {
        var plan =
                new Sender.Plan(
                        new InetSocketAddress(LOOPBACK, port),
                        sessions,
                        20,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(10),
                        Optional.empty());
        try (var sender = new Sender(plan, supply, tally)) {
            sender.start();
            assertThat(sender.await(Duration.ofSeconds(50))).isTrue();
        }
    }

    @Test
    void everyMessageThatIsAcknowledgedArrivesExactlyOnceAndUnaltered() throws Exception {
        try (var sink = new SinkServer("127.0.0.1", 0, false, ledger)) {
            send(sink.port(), 7, supply(Kind.MIXED, 200));
        }
        assertThat(tally.acked()).isEqualTo(200);
        assertThat(tally.lastTrouble()).isEmpty();
        assertThat(ledger.count().arrived()).isEqualTo(200);
        var ids = tally.acks().stream().map(AckLog.Ack::id).toList();
        assertThat(ledger.balance(ids)).isEqualTo(new Ledger.Balance(200, 0));
    }

    @Test
    void nothingCountsAfterTheFreeze() throws Exception {
        tally.freeze();
        try (var sink = new SinkServer("127.0.0.1", 0, false, ledger)) {
            send(sink.port(), 1, supply(Kind.SHORT, 5));
        }
        assertThat(tally.acked()).isZero();
        assertThat(ledger.count().arrived()).isEqualTo(5);
    }

    @Test
    void theAcknowledgementsSurviveAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("acks");
        try (var log = new AckLog(file)) {
            log.add(new MessageId(1, 2), 3, 4);
            log.add(new MessageId(5, 6), 7, 8);
        }
        assertThat(AckLog.read(file))
                .containsExactly(
                        new AckLog.Ack(new MessageId(1, 2), 3, 4),
                        new AckLog.Ack(new MessageId(5, 6), 7, 8));
    }

    /** A server that answers with fixed lines, one for each line it reads outside of content. */
    private static Thread answering(ServerSocket server, String... replies) {
        return Thread.ofVirtual()
                .start(() -> {
                    try (var socket = server.accept()) {
                        var in = socket.getInputStream();
                        for (String reply : replies) {
                            socket.getOutputStream()
                                    .write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                            int octet = in.read();
                            while (octet >= 0 && octet != '\n') {
                                octet = in.read();
                            }
                        }
                    } catch (IOException e) {
                        // the client has gone, which the test sees from its own side
                    }
                });
    }

    @Test
    void aRefusedRecipientIsARefusalEvenIfDataGoesOn() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            answering(
                    server,
                    "220 hi",
                    "250 hi",
                    "250 ok",
                    "550 5.1.1 no",
                    "354 go",
                    "554 none",
                    "221 bye");
            send(server.getLocalPort(), 1, supply(Kind.SHORT, 1));
        }
        assertThat(tally.refusals()).containsOnlyKeys("550 5.1.1 no");
        assertThat(tally.acked()).isZero();
    }

    @Test
    void aConnectionThatEndsWithinATransactionAcknowledgesNothing() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            answering(server, "220 hi", "250 hi", "250 ok");
            send(server.getLocalPort(), 1, supply(Kind.SHORT, 1));
        }
        assertThat(tally.broken()).isEqualTo(1);
        assertThat(tally.acked()).isZero();
    }
}
