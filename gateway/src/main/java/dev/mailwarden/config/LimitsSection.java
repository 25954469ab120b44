package dev.mailwarden.config;

import dev.mailwarden.config.Settings.Limits;
import java.time.Duration;
import java.util.regex.Pattern;

/** The keys under {@code settings.limits:}. */
final class LimitsSection {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int MANY = 1_000_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    static final Kind<Long> MESSAGE_OCTETS = Kinds.size(64 * KIB, 1024L * MIB);
    static final Kind<Integer> RECIPIENTS = Kinds.number(1, 5_000);
    static final Kind<Integer> CONNECTIONS = Kinds.number(1, 100_000);
    static final Kind<Integer> RATE = Kinds.number(0, MANY);
    static final Kind<Duration> IDLE = Kinds.duration(Duration.ofSeconds(5), HOUR);
    static final Kind<Duration> GREETING_DELAY = Kinds.duration(Duration.ZERO, MINUTE);

    static final Section<Limits> LIMITS =
            Section.<Limits>of(
                            keys -> {
                                var messageOctets =
                                        keys.key(
                                                "message-octets",
                                                MESSAGE_OCTETS,
                                                20L * MIB,
                                                "Largest message; announced as SIZE.",
                                                Limits::messageOctets);
                                var headerOctets =
                                        keys.key(
                                                "header-octets",
                                                Kinds.size(16 * KIB, 16 * MIB)
                                                        .as(Math::toIntExact, Long::valueOf),
                                                MIB,
                                                "Largest header of a message.",
                                                Limits::headerOctets);
                                var recipients =
                                        keys.key(
                                                "recipients",
                                                RECIPIENTS,
                                                1_000,
                                                "Recipients of one transaction.",
                                                Limits::recipients);
                                var transactions =
                                        keys.key(
                                                "transactions",
                                                Kinds.number(1, MANY),
                                                1_000,
                                                "Transactions of one session.",
                                                Limits::transactions);
                                var hops =
                                        keys.key(
                                                "hops",
                                                Kinds.number(10, 1_000),
                                                50,
                                                "Received fields, after which a message is taken"
                                                        + " to be in a loop.",
                                                Limits::hops);
                                var connections =
                                        keys.key(
                                                "connections",
                                                CONNECTIONS,
                                                10_000,
                                                "Connections open at once in all.",
                                                Limits::connections);
                                var perClient =
                                        keys.key(
                                                "connections-per-client",
                                                CONNECTIONS,
                                                50,
                                                "Connections open at once from one address.",
                                                Limits::connectionsPerClient);
                                var connectionsPerMinute =
                                        keys.key(
                                                "connections-per-minute",
                                                RATE,
                                                0,
                                                "New connections a minute from one address; 0 is"
                                                        + " no limit.",
                                                Limits::connectionsPerMinute);
                                var messagesPerMinute =
                                        keys.key(
                                                "messages-per-minute",
                                                RATE,
                                                0,
                                                "Messages a minute from one address; 0 is no"
                                                        + " limit.",
                                                Limits::messagesPerMinute);
                                var failedLogInsPerMinute =
                                        keys.key(
                                                "failed-log-ins-per-minute",
                                                RATE,
                                                10,
                                                "Failed log-ins a minute from one address, after"
                                                        + " which none is tried; 0 is no limit.",
                                                Limits::failedLogInsPerMinute);
                                var idle =
                                        keys.key(
                                                "idle",
                                                IDLE,
                                                Duration.ofMinutes(5),
                                                "Longest wait for a command (RFC 5321 section"
                                                        + " 4.5.3.2.7 asks for 5m).",
                                                Limits::idle);
                                var idleUnderLoad =
                                        keys.key(
                                                "idle-under-load",
                                                Kinds.duration(Duration.ofSeconds(1), HOUR),
                                                Duration.ofSeconds(30),
                                                "The same on an mx listener while the gateway is"
                                                        + " overloaded, and the time to get going"
                                                        + " with a message.",
                                                Limits::idleUnderLoad);
                                var dataOctetsPerSecond =
                                        keys.key(
                                                "data-octets-per-second",
                                                Kinds.number(1, MIB),
                                                100,
                                                "Slowest rate at which a message may come in, on"
                                                        + " average.",
                                                Limits::dataOctetsPerSecond);
                                var errors =
                                        keys.key(
                                                "errors",
                                                Kinds.number(1, 1_000),
                                                20,
                                                "Refused commands after which a session is closed.",
                                                Limits::errors);
                                var greeting =
                                        keys.key(
                                                "greeting",
                                                Kinds.text(
                                                        "1 to 200 printable ASCII characters",
                                                        Pattern.compile(
                                                                "[\\x21-\\x7e][\\x20-\\x7e]{0,199}")),
                                                "Mailwarden",
                                                "What the greeting says after the host name and ESMTP.",
                                                Limits::greeting);
                                var greetingDelay =
                                        keys.key(
                                                "greeting-delay",
                                                GREETING_DELAY,
                                                Duration.ZERO,
                                                "Wait before the greeting.",
                                                Limits::greetingDelay);
                                var errorDelay =
                                        keys.key(
                                                "error-delay",
                                                Kinds.duration(
                                                        Duration.ZERO, Duration.ofSeconds(10)),
                                                Duration.ZERO,
                                                "Wait before a command is refused, from the fourth"
                                                        + " refusal of a session on.",
                                                Limits::errorDelay);
                                return values ->
                                        new Limits(
                                                values.get(messageOctets),
                                                values.get(headerOctets),
                                                values.get(recipients),
                                                values.get(transactions),
                                                values.get(hops),
                                                values.get(connections),
                                                values.get(perClient),
                                                values.get(connectionsPerMinute),
                                                values.get(messagesPerMinute),
                                                values.get(failedLogInsPerMinute),
                                                values.get(idle),
                                                values.get(idleUnderLoad),
                                                values.get(dataOctetsPerSecond),
                                                values.get(errors),
                                                values.get(greeting),
                                                values.get(greetingDelay),
                                                values.get(errorDelay));
                            })
                    .check(LimitsSection::checkOrder);

    private LimitsSection() {}

    private static void checkOrder(Limits limits, At at) {
        checkSizes(limits, at);
        if (limits.idleUnderLoad().compareTo(limits.idle()) > 0) {
            at.key("idle-under-load").error("must not be longer than idle");
        }
    }

    /** What must hold on every listener. */
    static void checkSizes(Limits limits, At at) {
        if (limits.connectionsPerClient() > limits.connections()) {
            at.key("connections-per-client").error("must not be more than connections");
        }
        if (limits.headerOctets() > limits.messageOctets()) {
            at.key("message-octets").error("must not be less than header-octets");
        }
    }
}
