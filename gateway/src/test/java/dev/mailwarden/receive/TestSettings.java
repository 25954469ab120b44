package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verifications;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Route;
import dev.mailwarden.policy.DefaultPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings for tests: ours.example is local, with postmaster, anna and bert; below.example is local
 * with everything below it; 192.0.2.0/24 is trusted.
 */
final class TestSettings {

    static final Settings.Limits LIMITS =
            new Settings.Limits(
                    1_000_000,
                    65_536,
                    10,
                    1_000,
                    50,
                    100,
                    50,
                    0,
                    0,
                    3,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    100,
                    20,
                    "ready",
                    Duration.ZERO,
                    Duration.ZERO);

    static final Settings DEFAULT = of(LIMITS);

    private TestSettings() {}

    static Settings of(Settings.Limits limits) {
        return of(limits, List.of());
    }

    static Settings of(Settings.Limits limits, List<Settings.ListenerLimits> listenerLimits) {
        return new Settings(
                relay(),
                Verifications.OFF,
                limits,
                listenerLimits,
                new Settings.Routes(List.of(), Optional.empty()),
                new Settings.Delivery(
                        Route.TlsPolicy.ATTEMPT,
                        List.of(),
                        true,
                        List.of(),
                        20,
                        200,
                        1_000,
                        Duration.ofSeconds(5),
                        25,
                        Settings.EightBit.SEND,
                        new Settings.Timeouts(
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(3),
                                Duration.ofMinutes(10))),
                new Settings.Queue(
                        Duration.ofMinutes(15),
                        Duration.ofHours(4),
                        Duration.ofDays(3),
                        Duration.ofDays(1),
                        Duration.ofSeconds(60)),
                new Settings.Bounce(
                        Settings.Outside.HOLD,
                        Duration.ofDays(30),
                        Settings.DelayWarnings.ASKED,
                        Duration.ofHours(4)),
                new Settings.Overload(10, 1_000, 2_000_000),
                new Settings.Logs(
                        1 << 30,
                        Duration.ofDays(3),
                        23_000_000_000L,
                        23_000_000_000L,
                        500_000_000L),
                Settings.Stores.DEFAULT,
                DefaultPolicy.policy());
    }

    static Settings.Relay relay() {
        return new Settings.Relay(
                Set.of(domain("ours.example"), domain("below.example")),
                Set.of(domain("below.example")),
                Optional.of(
                        new Settings.RecipientList(
                                Set.of(mailbox("anna@ours.example"), mailbox("bert@ours.example")),
                                Set.of(domain("below.example")))),
                List.of(new Network(address("192.0.2.0"), 24)),
                Optional.of(mailbox("admin@ours.example")));
    }

    /** Limits that differ from the usual ones in what {@code change} makes of them. */
    static Settings with(UnaryOperator<LimitsBuilder> change) {
        return of(change.apply(new LimitsBuilder()).build());
    }

    static Listener listener(
            Listener.Kind kind, Listener.Tls tls, Listener.LineEndings lineEndings) {
        return new Listener(
                "test", new InetSocketAddress(address("127.0.0.1"), 0), kind, tls, lineEndings);
    }

    /** The same listener with servers in front of it, on the loopback. */
    static Listener behind(Listener listener, boolean proxy, boolean xclient) {
        List<Network> loopback = List.of(new Network(address("127.0.0.1"), 32));
        return new Listener(
                listener.name(),
                listener.address(),
                listener.kind(),
                listener.tls(),
                listener.lineEndings(),
                listener.clientCertificates(),
                listener.byNetwork(),
                proxy ? loopback : List.of(),
                xclient ? loopback : List.of());
    }

    static Listener mx() {
        return listener(Listener.Kind.MX, Listener.Tls.NONE, Listener.LineEndings.STRICT);
    }

    static Domain domain(String name) {
        return Domain.parse(name).orElseThrow();
    }

    static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    /** The limits that tests change. */
    static final class LimitsBuilder {
        private long messageOctets = LIMITS.messageOctets();
        private int headerOctets = LIMITS.headerOctets();
        private int transactions = LIMITS.transactions();
        private int connections = LIMITS.connections();
        private int connectionsPerClient = LIMITS.connectionsPerClient();
        private int connectionsPerMinute;
        private int messagesPerMinute;
        private int errors = LIMITS.errors();
        private int recipients = LIMITS.recipients();
        private Duration greetingDelay = Duration.ZERO;
        private Duration errorDelay = Duration.ZERO;

        LimitsBuilder messageOctets(long value) {
            messageOctets = value;
            return this;
        }

        LimitsBuilder headerOctets(int value) {
            headerOctets = value;
            return this;
        }

        LimitsBuilder transactions(int value) {
            transactions = value;
            return this;
        }

        LimitsBuilder connections(int value) {
            connections = value;
            return this;
        }

        LimitsBuilder connectionsPerClient(int value) {
            connectionsPerClient = value;
            return this;
        }

        LimitsBuilder connectionsPerMinute(int value) {
            connectionsPerMinute = value;
            return this;
        }

        LimitsBuilder messagesPerMinute(int value) {
            messagesPerMinute = value;
            return this;
        }

        LimitsBuilder errors(int value) {
            errors = value;
            return this;
        }

        LimitsBuilder recipients(int value) {
            recipients = value;
            return this;
        }

        LimitsBuilder greetingDelay(Duration value) {
            greetingDelay = value;
            return this;
        }

        LimitsBuilder errorDelay(Duration value) {
            errorDelay = value;
            return this;
        }

        Settings.Limits build() {
            return new Settings.Limits(
                    messageOctets,
                    headerOctets,
                    recipients,
                    transactions,
                    LIMITS.hops(),
                    connections,
                    connectionsPerClient,
                    connectionsPerMinute,
                    messagesPerMinute,
                    LIMITS.failedLogInsPerMinute(),
                    LIMITS.idle(),
                    LIMITS.idleUnderLoad(),
                    LIMITS.dataOctetsPerSecond(),
                    errors,
                    LIMITS.greeting(),
                    greetingDelay,
                    errorDelay);
        }
    }
}
