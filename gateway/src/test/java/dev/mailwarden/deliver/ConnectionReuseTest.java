package dev.mailwarden.deliver;

import static dev.mailwarden.deliver.Couriers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.message.Attempt.Custody;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionReuseTest {

    private static final String HELLO = "S: 220 hi\nC: EHLO\nS: 250 hi\n";

    private static final String MESSAGE =
            """
            C: MAIL
            S: 250
            C: RCPT
            S: 250
            C: DATA
            S: 354
            M
            S: 250
            """;

    private final AtomicLong clock = new AtomicLong();
    private final SmtpCourier courier = Couriers.with(Parcels.DELIVERY, FakeDns.of(""), clock::get);

    @AfterEach
    void close() {
        courier.close();
    }

    @Test
    void theNextMessageTakesTheSameConnectionWithoutReset() throws Exception {
        try (var server = ScriptedServer.running(HELLO + MESSAGE + MESSAGE + MESSAGE)) {
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            }
            assertThat(server.connectionCount).hasValue(1);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void afterARefusedTransactionTheNextBeginsWithReset() throws Exception {
        try (var server =
                ScriptedServer.running(
                        HELLO
                                + """
                                C: MAIL
                                S: 250
                                C: RCPT
                                S: 550 no
                                C: RSET
                                S: 250
                                """
                                + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Result.Failed.class);
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(server.connectionCount).hasValue(1);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void anIdleConnectionThatWasClosedIsReplacedUnnoticed() throws Exception {
        try (var server = ScriptedServer.running(HELLO + MESSAGE + "DROP\n", HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(server.messages).hasSize(2);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void anIdleConnectionThatSaidGoodbyeIsReplacedUnnoticed() throws Exception {
        try (var server =
                ScriptedServer.running(
                        HELLO + MESSAGE + "S: 421 bored\nSTALL\n", HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            server.awaitStall();
            assertThat(deliver(server))
                    .as(server.heard.toString())
                    .isInstanceOf(Result.Delivered.class);
            assertThat(server.connectionCount).hasValue(2);
        }
    }

    @Test
    void aReusedConnectionThatDiesBeforeItsFirstReplyIsReplacedOnce() throws Exception {
        try (var server =
                ScriptedServer.running(HELLO + MESSAGE + "C: MAIL\nDROP\n", HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(server.messages).hasSize(2);
            assertThat(server.surprises).isEmpty();
        }
    }

    @Test
    void aReusedConnectionThatDiesWithTheWholeMessageIsNotReplaced() throws Exception {
        String pipelining = "S: 220 hi\nC: EHLO\nS: 250-hi\nS: 250-PIPELINING\nS: 250 CHUNKING\n";
        String inOneGo = "C: MAIL\nC: RCPT\nB\n";
        try (var server =
                ScriptedServer.running(
                        pipelining + inOneGo + "S: 250\nS: 250\nS: 250\n" + inOneGo + "DROP\n",
                        pipelining)) {
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            assertThat(deliver(server)).isInstanceOf(Result.Deferred.class);
            assertThat(server.connectionCount).hasValue(1);
            assertThat(server.messages).hasSize(2);
        }
    }

    @Test
    void anotherTlsPolicyTakesAnotherConnection() throws Exception {
        try (var server = ScriptedServer.running(HELLO + MESSAGE)) {
            assertThat(deliver(server)).isInstanceOf(Result.Delivered.class);
            courier.deliver(
                    Parcels.consignment(Parcels.to(server, TlsPolicy.ATTEMPT), "a@example.com"));
            assertThat(server.connectionCount).hasValue(2);
        }
    }

    @Test
    void byLmtpTheNextMessageNeedsNoResetWhateverTheAnswersWere() throws Exception {
        String twice =
                """
                C: MAIL
                S: 250
                C: RCPT
                S: 250
                C: RCPT
                S: 250
                C: DATA
                S: 354
                M
                S: 552 5.2.2 full
                S: 250
                """
                        .repeat(2);
        try (var server = ScriptedServer.running("S: 220 hi\nC: LHLO\nS: 250 hi\n" + twice)) {
            Route route =
                    new Route.Fixed(
                            List.of(Parcels.host("[127.0.0.1]", server.port())),
                            new Manner(Protocol.LMTP, TlsPolicy.NONE, Optional.empty(), List.of()));
            for (int i = 0; i < 2; i++) {
                List<Result> results =
                        courier.deliver(
                                        Parcels.consignment(
                                                route, "a@example.com", "b@example.com"))
                                .results();
                assertThat(results)
                        .extracting(HopScriptsTest::outcome)
                        .containsExactly("failed 5.2.2", "delivered 2.0.0");
                assertThat(results.getLast())
                        .isInstanceOfSatisfying(
                                Result.Delivered.class,
                                it -> assertThat(it.custody()).isEqualTo(Custody.MAILBOX));
            }
            assertThat(server.connectionCount).hasValue(1);
            assertThat(server.surprises).isEmpty();
            courier.close();
            await(() -> server.heard.getLast().equals("QUIT"));
        }
    }

    @Test
    void anIdleConnectionIsLeftPolitelyAfterItsTime() throws Exception {
        try (var server = ScriptedServer.running(HELLO + MESSAGE)) {
            deliver(server);
            clock.addAndGet(Parcels.DELIVERY.idle().toNanos() - 1);
            assertThat(courier.connections().expired(Parcels.DELIVERY.idle())).isEmpty();
            assertThat(courier.connections().idle()).isEqualTo(1);
            clock.addAndGet(1);
            await(() -> server.heard.contains("QUIT"));
            await(() -> courier.deadlines().watching() == 0);
            assertThat(courier.connections().idle()).isZero();
        }
    }

    @Test
    void aConnectionServesSoManyMessagesAndNoMore() throws Exception {
        Delivery two =
                new Delivery(
                        TlsPolicy.NONE,
                        Parcels.DELIVERY.tlsByDomain(),
                        true,
                        Parcels.DELIVERY.sourceAddresses(),
                        20,
                        200,
                        2,
                        Duration.ofSeconds(5),
                        25,
                        Parcels.DELIVERY.downgradeEightBit(),
                        Parcels.RFC);
        try (var server = ScriptedServer.running(HELLO + MESSAGE + MESSAGE);
                var frugal = Couriers.with(two)) {
            for (int i = 0; i < 5; i++) {
                frugal.deliver(
                        Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), "a@example.com"));
            }
            assertThat(server.connectionCount).hasValue(3);
            assertThat(server.messages).hasSize(5);
            await(() -> server.heard.stream().filter("QUIT"::equals).count() == 2);
            assertThat(server.surprises).isEmpty();
        }
    }

    private Result deliver(ScriptedServer server) throws Exception {
        return courier.deliver(
                        Parcels.consignment(Parcels.to(server, TlsPolicy.NONE), "a@example.com"))
                .results()
                .getFirst();
    }
}
