package dev.mailwarden.deliver;

import static dev.mailwarden.deliver.Couriers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** N-11: the waits of RFC 5321 §4.5.3.2, exact to the nanosecond by a clock that the test turns. */
class StepTimeoutTest {

    private static final List<String> DIALOGUE =
            List.of(
                    "S: 220 hi",
                    "C: EHLO",
                    "S: 250 hi",
                    "C: MAIL",
                    "S: 250",
                    "C: RCPT",
                    "S: 250",
                    "C: DATA",
                    "S: 354",
                    "M",
                    "S: 250");

    private final AtomicLong clock = new AtomicLong(-7);
    private final SmtpCourier courier = Couriers.with(Parcels.DELIVERY, FakeDns.of(""), clock::get);

    @AfterEach
    void close() {
        courier.close();
    }

    @ParameterizedTest(name = "{1} waits {2}")
    @CsvSource({
        "0, greeting, PT5M",
        "2, EHLO, PT5M",
        "4, MAIL, PT5M",
        "6, RCPT, PT5M",
        "8, DATA, PT2M",
        "10, end of data, PT10M",
    })
    void everyStepWaitsItsTime(int step, String name, Duration limit) throws Exception {
        String script = String.join("\n", DIALOGUE.subList(0, step)) + "\nSTALL\n";
        try (ScriptedServer server = ScriptedServer.running(script)) {
            Attempt attempt =
                    timedOut(
                            Parcels.consignment(
                                    Parcels.to(server, TlsPolicy.NONE), "a@example.com"),
                            limit,
                            server::awaitStall);
            assertThat(attempt.results().getFirst().text()).isEqualTo("timed out: " + name);
            assertThat(attempt.results().getFirst().status()).hasToString("4.4.2");
        }
    }

    /** Else a server could hold a delivery for as long as there are recipients. */
    @Test
    void allRepliesToOneMessageShareItsTime() throws Exception {
        String script =
                """
                S: 220 hi
                C: LHLO
                S: 250 hi
                C: MAIL
                S: 250
                C: RCPT
                S: 250
                C: RCPT
                S: 250
                C: DATA
                S: 354
                M
                PAUSE
                S: 250
                STALL
                """;
        try (ScriptedServer server = ScriptedServer.running(script)) {
            Route route =
                    new Route.Fixed(
                            List.of(Parcels.host("[127.0.0.1]", server.port())),
                            new Manner(Protocol.LMTP, TlsPolicy.NONE, Optional.empty(), List.of()));
            FutureTask<Attempt> delivery =
                    start(Parcels.consignment(route, "a@example.com", "b@example.com"));
            server.awaitPause();
            long end = clock.get() + Duration.ofMinutes(10).toNanos();
            await(() -> courier.deadlines().running().equals(List.of(end)));
            clock.addAndGet(Duration.ofMinutes(6).toNanos());
            server.goOn();
            server.awaitStall();
            pass(Duration.ofMinutes(4), delivery);
            Attempt attempt = delivery.get(60, TimeUnit.SECONDS);
            assertThat(attempt.results().getLast().text()).isEqualTo("timed out: end of data");
        }
    }

    @Test
    void anOctetNowAndThenGainsNoTime() throws Exception {
        try (ScriptedServer server = ScriptedServer.running("S< 2\nS< 2\nS< 0\nSTALL\n")) {
            timedOut(
                    Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), "a@example.com"),
                    Duration.ofMinutes(5),
                    server::awaitStall);
        }
    }

    @Test
    void aBlockThatIsNotReadWaitsItsTime() throws Exception {
        AtomicLong pieces = new AtomicLong();
        try (ScriptedServer server =
                ScriptedServer.running(String.join("\n", DIALOGUE.subList(0, 9)) + "\nFREEZE\n")) {
            FutureTask<Attempt> delivery =
                    start(
                            Parcels.consignment(
                                    Parcels.to(server, TlsPolicy.NONE),
                                    MailParameters.NONE,
                                    endless(pieces),
                                    "a@example.com"));
            server.awaitStall();
            awaitStandstill(pieces);
            pass(Duration.ofMinutes(3), delivery);
            assertThat(delivery.get(60, TimeUnit.SECONDS).results().getFirst().text())
                    .isEqualTo("timed out: sending the message");
        }
    }

    @Test
    void aConnectionThatNobodyTakesWaitsItsTime() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            fill(full, crowd);
            Route route =
                    new Route.Fixed(
                            List.of(Parcels.host("[127.0.0.1]", full.getLocalPort())),
                            TlsPolicy.NONE);
            Attempt attempt =
                    timedOut(
                            Parcels.consignment(route, "a@example.com"),
                            Duration.ofSeconds(30),
                            () -> {});
            assertThat(attempt.results().getFirst().status()).hasToString("4.4.1");
            assertThat(attempt.results().getFirst().text()).endsWith("timed out");
            assertThat(attempt.routeDown()).isTrue();
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void aSlowHostDelaysNoOther() throws Exception {
        try (ScriptedServer slow = ScriptedServer.running("STALL");
                ScriptedServer fast = ScriptedServer.running(String.join("\n", DIALOGUE))) {
            FutureTask<Attempt> waiting =
                    start(Parcels.consignment(Parcels.to(slow, TlsPolicy.NONE), "a@example.com"));
            slow.awaitStall();
            Attempt attempt =
                    courier.deliver(
                            Parcels.consignment(Parcels.to(fast, TlsPolicy.NONE), "a@example.com"));
            assertThat(attempt.results().getFirst()).isInstanceOf(Attempt.Result.Delivered.class);
            assertThat(waiting.isDone()).isFalse();
        }
    }

    @Test
    void nothingIsWatchedAfterwards() throws Exception {
        try (ScriptedServer server = ScriptedServer.running("S: 554 no\nDROP\n")) {
            courier.deliver(
                    Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), "a@example.com"));
            await(() -> courier.deadlines().watching() == 0);
        }
    }

    private interface Arrival {
        void await() throws InterruptedException;
    }

    /** {@return what comes of it when the step that the server arrived at takes too long} */
    private Attempt timedOut(Consignment consignment, Duration limit, Arrival arrival)
            throws Exception {
        FutureTask<Attempt> delivery = start(consignment);
        arrival.await();
        long end = clock.get() + limit.toNanos();
        await(() -> courier.deadlines().running().equals(List.of(end)));
        pass(limit, delivery);
        return delivery.get(60, TimeUnit.SECONDS);
    }

    private FutureTask<Attempt> start(Consignment consignment) {
        FutureTask<Attempt> delivery = new FutureTask<>(() -> courier.deliver(consignment));
        Thread.ofVirtual().start(delivery);
        return delivery;
    }

    private void pass(Duration limit, FutureTask<Attempt> delivery) {
        clock.addAndGet(limit.toNanos() - 1);
        courier.deadlines().sweep();
        assertThat(courier.deadlines().running()).hasSize(1);
        assertThat(delivery.isDone()).isFalse();
        clock.addAndGet(1);
        courier.deadlines().sweep();
        assertThat(courier.deadlines().running()).isEmpty();
    }

    private static Content endless(AtomicLong pieces) {
        byte[] piece = "x\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        return new Content() {
            @Override
            public long length() {
                return 1L << 30;
            }

            @Override
            public ContentFacts facts() {
                return ContentFacts.PLAIN;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                for (int i = 0; i < 10_000; i++) {
                    out.write(piece);
                    pieces.incrementAndGet();
                }
            }
        };
    }

    /** Waits until the buffers between here and the server are full. */
    private static void awaitStandstill(AtomicLong pieces) {
        AtomicLong seen = new AtomicLong(-1);
        AtomicLong since = new AtomicLong();
        await(() -> {
            if (seen.getAndSet(pieces.get()) != pieces.get()) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > 500_000_000L;
        });
    }

    private static void fill(ServerSocket server, List<Socket> crowd) throws IOException {
        while (crowd.size() < 100) {
            Socket socket = new Socket();
            crowd.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IllegalStateException("the backlog has no end");
    }
}
