package dev.mailwarden.deliver;

import static dev.mailwarden.deliver.Couriers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** N-12: a host whose IPv6 address swallows everything is reached by its IPv4 address. */
class DeadIpv6Test {

    private static final String ZONE =
            """
            dual.example A    127.0.0.1
            dual.example AAAA ::1
            """;
    private static final String TAKEN =
            """
            S: 220 hi
            C: EHLO
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

    private final AtomicLong clock = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void itCostsOneWaitForAConnectionWhereIpv6ComesFirst() throws Exception {
        ScriptedServer alive = alive();
        deadAt(alive.port());
        SmtpCourier courier = courier(false);
        long begun = clock.get();
        FutureTask<Attempt> delivery = new FutureTask<>(() -> courier.deliver(to(alive)));
        Thread.ofVirtual().start(delivery);
        long end = begun + Parcels.RFC.connect().toNanos();
        await(() -> courier.deadlines().running().equals(List.of(end)));
        clock.set(end);
        courier.deadlines().sweep();
        assertDelivered(delivery.get(60, TimeUnit.SECONDS));
        assertThat(clock.get() - begun).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(30));
    }

    @Test
    void itCostsNothingWhereIpv4ComesFirst() throws Exception {
        ScriptedServer alive = alive();
        deadAt(alive.port());
        assertDelivered(courier(true).deliver(to(alive)));
    }

    private ScriptedServer alive() {
        ScriptedServer server = ScriptedServer.running(TAKEN);
        open.add(server);
        return server;
    }

    private SmtpCourier courier(boolean ipv4First) {
        Settings.Delivery usual = Parcels.DELIVERY;
        SmtpCourier courier =
                Couriers.with(
                        new Settings.Delivery(
                                usual.tls(),
                                usual.tlsByDomain(),
                                ipv4First,
                                usual.sourceAddresses(),
                                usual.connectionsPerRoute(),
                                usual.connections(),
                                usual.messagesPerConnection(),
                                usual.idle(),
                                usual.port(),
                                usual.downgradeEightBit(),
                                usual.timeouts()),
                        FakeDns.of(ZONE),
                        clock::get);
        open.add(courier);
        return courier;
    }

    private static Consignment to(ScriptedServer server) {
        return Parcels.consignment(
                new Route.Fixed(
                        List.of(Parcels.host("dual.example", server.port())), TlsPolicy.NONE),
                "a@example.com");
    }

    private static void assertDelivered(Attempt attempt) {
        assertThat(attempt.results())
                .singleElement()
                .isInstanceOfSatisfying(
                        Attempt.Result.Delivered.class,
                        delivered -> assertThat(delivered.hop().address()).isEqualTo("127.0.0.1"));
    }

    /**
     * Nobody takes connections there, and there is no room for more that wait: SYNs are dropped.
     */
    private void deadAt(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("::1"), port);
        ServerSocket full = new ServerSocket();
        open.add(full);
        try {
            full.bind(address, 1);
        } catch (IOException e) {
            Assumptions.abort("IPv6 or the port is not to be had here: " + e.getMessage());
        }
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket();
            open.add(socket);
            try {
                socket.connect(address, 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IllegalStateException("the backlog has no end");
    }
}
