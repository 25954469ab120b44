package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpCourierTest {

    private static final String TAKEN =
            """
            S: 220 hi
            C: EHLO gateway.example
            S: 250 hi
            C: MAIL
            S: 250
            C: RCPT
            S: 250
            C: DATA
            S: 354
            M
            S: 250
            """;

    private final SmtpCourier courier = Couriers.with(Parcels.delivery(Duration.ofSeconds(40)));

    @AfterEach
    void close() {
        courier.close();
    }

    @Test
    void deliversOneMessageByDataToAServerWithoutExtensions() throws Exception {
        try (var server = ScriptedServer.running(TAKEN)) {
            Attempt attempt =
                    courier.deliver(
                            Parcels.consignment(
                                    Parcels.to(server, TlsPolicy.NONE), "a@example.com"));
            assertThat(attempt.routeDown()).isFalse();
            assertThat(attempt.results())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Result.Delivered.class,
                            delivered -> {
                                assertThat(delivered.text()).isEqualTo("250 ");
                                assertThat(delivered.hop().host()).isEqualTo("[127.0.0.1]");
                                assertThat(delivered.hop().address()).isEqualTo("127.0.0.1");
                                assertThat(delivered.hop().port()).isEqualTo(server.port());
                            });
            assertThat(server.messages).containsExactly("Subject: test\r\n\r\nHello\r\n..dots\r\n");
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void largeContentArrivesOctetForOctetInOneChunk() throws Exception {
        String text = "Subject: large\r\n\r\n" + ".dots and more\r\n".repeat(40_000);
        try (var server =
                ScriptedServer.running(
                        """
                        S: 220 hi
                        C: EHLO
                        S: 250-hi
                        S: 250-PIPELINING
                        S: 250 CHUNKING
                        C: MAIL
                        C: RCPT
                        S: 250
                        S: 250
                        B
                        S: 250
                        """)) {
            Attempt attempt =
                    courier.deliver(
                            Parcels.consignment(
                                    Parcels.to(server, TlsPolicy.NONE),
                                    MailParameters.NONE,
                                    Parcels.text(text),
                                    "a@example.com"));
            assertThat(attempt.results().getFirst()).isInstanceOf(Result.Delivered.class);
            assertThat(server.messages).containsExactly(text);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void manyRecipientsGoInTransactionsOfAHundred() throws Exception {
        String hundred = transaction(100, "one");
        String rest = transaction(50, "two");
        try (var server =
                ScriptedServer.running(
                        "S: 220 hi\nC: EHLO\nS: 250-hi\nS: 250 PIPELINING\n" + hundred + rest)) {
            String[] recipients =
                    IntStream.range(0, 150)
                            .mapToObj(i -> "r" + i + "@example.com")
                            .toArray(String[]::new);
            Attempt attempt =
                    courier.deliver(
                            Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), recipients));
            assertThat(attempt.results()).hasSize(150);
            assertThat(attempt.results().get(99).text()).isEqualTo("250 one");
            assertThat(attempt.results().get(100).text()).isEqualTo("250 two");
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void onlyTheRecipientsOfTheConsignmentAreServed() throws Exception {
        try (var server = ScriptedServer.running(TAKEN.replace("C: RCPT", "C: RCPT TO:<b@"))) {
            var all =
                    Parcels.consignment(
                            Parcels.to(server, TlsPolicy.NONE),
                            "a@example.com",
                            "b@example.com",
                            "c@example.com");
            var second =
                    new Consignment(
                            all.journey(), all.route(), all.envelope(), List.of(1), all.content());
            assertThat(courier.deliver(second).results())
                    .singleElement()
                    .isInstanceOf(Result.Delivered.class);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void damagedContentIsNeverEndedAsIfItWereWhole() throws Exception {
        String chunking =
                """
                S: 220 hi
                C: EHLO
                S: 250-hi
                S: 250-PIPELINING
                S: 250 CHUNKING
                C: MAIL
                C: RCPT
                B
                """;
        String inTwo = chunking.replace("B\n", "S: 250\nS: 250\nB\n");
        for (var script :
                Map.of(TAKEN, 100, TAKEN + "\n", 200_000, chunking, 100, inTwo, 200_000)
                        .entrySet()) {
            try (var server = ScriptedServer.running(script.getKey())) {
                var consignment =
                        Parcels.consignment(
                                Parcels.to(server, TlsPolicy.NONE),
                                MailParameters.NONE,
                                damaged(script.getValue()),
                                "a@example.com");
                assertThatThrownBy(() -> courier.deliver(consignment))
                        .isInstanceOf(DamagedContentException.class);
                Couriers.await(() -> courier.deadlines().watching() == 0);
                assertThat(server.messages).isEmpty();
            }
        }
    }

    @Test
    void aDeadHostIsPassedOver() throws Exception {
        try (var server = ScriptedServer.at("127.0.0.3", 0, TestTls.context(), TAKEN);
                var byMx = byMx(server.port())) {
            Attempt attempt = byMx.deliver(Parcels.consignment(mx("example.com"), "a@example.com"));
            assertThat(attempt.results().getFirst()).isInstanceOf(Result.Delivered.class);
            assertThat(attempt.results().getFirst().hop().host()).isEqualTo("alive.example.com");
            assertThat(server.peers).containsExactly("127.0.0.9");
        }
    }

    @Test
    void ifAllHostsAreDeadTheRouteIsDown() throws Exception {
        try (var byMx = byMx(1)) {
            Attempt attempt = byMx.deliver(Parcels.consignment(mx("example.com"), "a@example.com"));
            assertThat(HopScriptsTest.outcome(attempt.results().getFirst()))
                    .isEqualTo("deferred 4.4.1");
            assertThat(attempt.routeDown()).isTrue();
        }
    }

    @Test
    void aDomainThatTakesNoMailIsAFailureOfNoRoute() throws Exception {
        try (var byMx = byMx(25)) {
            Attempt attempt =
                    byMx.deliver(Parcels.consignment(mx("null.example"), "a@null.example"));
            assertThat(HopScriptsTest.outcome(attempt.results().getFirst()))
                    .isEqualTo("failed 5.1.10");
            assertThat(attempt.routeDown()).isFalse();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (var server = ScriptedServer.running("STALL")) {
            var consignment =
                    Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), "a@example.com");
            FutureTask<Throwable> outcome =
                    new FutureTask<>(() -> {
                        try {
                            courier.deliver(consignment);
                            return new AssertionError("not interrupted");
                        } catch (InterruptedException e) {
                            return e;
                        }
                    });
            Thread thread = Thread.ofVirtual().start(outcome);
            server.awaitStall();
            thread.interrupt();
            assertThat(outcome.get(40, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    private static SmtpCourier byMx(int port) {
        FakeDns dns =
                FakeDns.of(
                        """
                        example.com       MX 10 dead.example.com
                        example.com       MX 20 alive.example.com
                        dead.example.com  A  127.0.0.2
                        alive.example.com A  127.0.0.3
                        null.example      MX 0 .
                        """);
        Settings.Delivery delivery =
                new Settings.Delivery(
                        TlsPolicy.NONE,
                        List.of(),
                        true,
                        List.of("2001:db8::5", "127.0.0.9"),
                        20,
                        200,
                        1000,
                        Duration.ofSeconds(5),
                        port,
                        Settings.EightBit.SEND,
                        Parcels.RFC);
        return Couriers.with(delivery, dns, System::nanoTime);
    }

    private static Route mx(String domain) {
        return new Route.Mx(new Domain(domain));
    }

    private static String transaction(int recipients, String text) {
        return "C: MAIL\n"
                + "C: RCPT\n".repeat(recipients)
                + "C: DATA\n"
                + "S: 250\n".repeat(recipients + 1)
                + "S: 354\nM\nS: 250 "
                + text
                + "\n";
    }

    private static Content damaged(int octets) {
        byte[] half = "x".repeat(octets / 2).getBytes(StandardCharsets.US_ASCII);
        return new Content() {
            @Override
            public long length() {
                return octets;
            }

            @Override
            public ContentFacts facts() {
                return ContentFacts.PLAIN;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(half);
                throw new DamagedContentException("checksum");
            }
        };
    }
}
