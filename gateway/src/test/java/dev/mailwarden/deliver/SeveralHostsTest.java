package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.Rank;
import dev.mailwarden.message.Route.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OUT-1: several hosts of one route, and the address that we send from. */
class SeveralHostsTest {

    private static final String TAKES_MAIL =
            "S: 220 hi\nC: EHLO\nS: 250 hi\n"
                    + "C: MAIL\nS: 250\nC: RCPT\nS: 250\nC: DATA\nS: 354\nM\nS: 250\n".repeat(100);

    private final AtomicLong clock = new AtomicLong();
    private final SmtpCourier courier = courier(Parcels.delivery(Duration.ofSeconds(60)));

    @AfterEach
    void close() {
        courier.close();
    }

    @Test
    void aDeadHostIsTriedOnceAndAgainAfterThePause() throws Exception {
        int dead;
        try (var gone = ScriptedServer.running(TAKES_MAIL)) {
            dead = gone.port();
        }
        try (var alive = ScriptedServer.running(TAKES_MAIL)) {
            Route route = route(host(dead, Rank.inOrder(0)), host(alive.port(), Rank.inOrder(1)));
            assertThat(deliveredTo(courier, route)).isEqualTo(alive.port());
            try (var back = ScriptedServer.at("127.0.0.1", dead, TestTls.context(), TAKES_MAIL)) {
                assertThat(deliveredTo(courier, route)).isEqualTo(alive.port());
                assertThat(back.connectionCount).hasValue(0);
                clock.addAndGet(
                        Parcels.settings(Parcels.DELIVERY).queue().deadRoutePause().toNanos());
                assertThat(deliveredTo(courier, route)).isEqualTo(dead);
                assertThat(deliveredTo(courier, route)).isEqualTo(dead);
            }
        }
    }

    @Test
    void aHostThatDoesNotGreetIsNotWaitedForAgain() throws Exception {
        try (var silent = ScriptedServer.running("STALL");
                var alive = ScriptedServer.running(TAKES_MAIL);
                SmtpCourier impatient = courier(Parcels.delivery(Duration.ofSeconds(1)))) {
            Route route =
                    route(
                            host(silent.port(), Rank.inOrder(0)),
                            host(alive.port(), Rank.inOrder(1)));
            for (int i = 0; i < 5; i++) {
                assertThat(deliveredTo(impatient, route)).isEqualTo(alive.port());
            }
            assertThat(silent.connectionCount).hasValue(1);
        }
    }

    @Test
    void oneHostDownDoesNotMakeTheRouteDown() throws Exception {
        int dead;
        try (var gone = ScriptedServer.running(TAKES_MAIL)) {
            dead = gone.port();
        }
        try (var refusing =
                ScriptedServer.running("S: 220 hi\nC: EHLO\nS: 250 hi\nC: MAIL\nS: 451\n")) {
            Route route =
                    route(host(dead, Rank.inOrder(0)), host(refusing.port(), Rank.inOrder(1)));
            Attempt attempt = courier.deliver(Parcels.consignment(route, "a@example.com"));
            assertThat(attempt.routeDown()).isFalse();
            assertThat(attempt.results().getFirst()).isInstanceOf(Result.Deferred.class);
            assertThat(
                            courier.deliver(
                                            Parcels.consignment(
                                                    route(host(dead, new Rank(0, 1))),
                                                    "a@example.com"))
                                    .routeDown())
                    .isTrue();
        }
    }

    @Test
    void hostsOfEqualPriorityShareTheLoadAndKeepTheirConnections() throws Exception {
        try (var heavy = ScriptedServer.running(TAKES_MAIL);
                var light = ScriptedServer.running(TAKES_MAIL);
                var spare = ScriptedServer.running(TAKES_MAIL)) {
            Route route =
                    route(
                            host(spare.port(), new Rank(2, 60_000)),
                            host(light.port(), new Rank(1, 1)),
                            host(heavy.port(), new Rank(1, 3)));
            for (int i = 0; i < 80; i++) {
                deliveredTo(courier, route);
            }
            assertThat(heavy.messages.size()).isBetween(48, 72);
            assertThat(light.messages).hasSize(80 - heavy.messages.size());
            assertThat(spare.connectionCount).hasValue(0);
            assertThat(heavy.connectionCount).hasValue(1);
            assertThat(light.connectionCount).hasValue(1);
        }
    }

    @Test
    void theRoutesSourceAddressGoesBeforeTheUsualOne() throws Exception {
        try (var server = ScriptedServer.running(TAKES_MAIL);
                SmtpCourier usual = courier(sendingFrom("127.0.0.6"))) {
            deliveredTo(usual, route(server, List.of()));
            deliveredTo(usual, route(server, List.of("127.0.0.7")));
            deliveredTo(usual, route(server, List.of("::1")));
            assertThat(server.peers).containsExactly("127.0.0.6", "127.0.0.7", "127.0.0.6");
        }
    }

    @Test
    void anAddressThatIsNotOursDefersAndTellsWhy() throws Exception {
        try (var server = ScriptedServer.running(TAKES_MAIL)) {
            Route route = route(server, List.of("192.0.2.1"));
            Result result =
                    courier.deliver(Parcels.consignment(route, "a@example.com"))
                            .results()
                            .getFirst();
            assertThat(HopScriptsTest.outcome(result)).isEqualTo("deferred 4.3.5");
            assertThat(result.text()).startsWith("cannot send from 192.0.2.1: ");
            assertThat(server.connectionCount).hasValue(0);
        }
    }

    private int deliveredTo(SmtpCourier by, Route route) throws Exception {
        Result result =
                by.deliver(Parcels.consignment(route, "a@example.com")).results().getFirst();
        assertThat(result).isInstanceOf(Result.Delivered.class);
        return result.hop().port();
    }

    private SmtpCourier courier(Delivery delivery) {
        return new SmtpCourier(
                new Domain("gateway.example"),
                () -> Parcels.settings(delivery),
                new NextHops(Parcels.nobody(), FakeDns.of(""), new Random(1), clock::get),
                TlsClient.withDefaultTrust(),
                new Random(2),
                System::nanoTime);
    }

    private static Delivery sendingFrom(String address) {
        Delivery usual = Parcels.delivery(Duration.ofSeconds(60));
        return new Delivery(
                usual.tls(),
                usual.tlsByDomain(),
                usual.ipv4First(),
                List.of(address),
                usual.connectionsPerRoute(),
                usual.connections(),
                usual.messagesPerConnection(),
                usual.idle(),
                usual.port(),
                usual.downgradeEightBit(),
                usual.timeouts());
    }

    private static Route.Host host(int port, Rank rank) {
        return Parcels.host("[127.0.0.1]", port).ranked(rank);
    }

    private static Route route(Route.Host... hosts) {
        return new Route.Fixed(List.of(hosts), Manner.of(TlsPolicy.NONE));
    }

    private static Route route(ScriptedServer server, List<String> sourceAddresses) {
        return new Route.Fixed(
                List.of(host(server.port(), Rank.inOrder(0))),
                new Manner(Protocol.SMTP, TlsPolicy.NONE, Optional.empty(), sourceAddresses));
    }
}
