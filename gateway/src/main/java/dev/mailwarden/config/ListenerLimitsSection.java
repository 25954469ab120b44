package dev.mailwarden.config;

import dev.mailwarden.config.Settings.ListenerLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The keys of an entry of {@code settings.listener-limits:}. */
final class ListenerLimitsSection {

    private static final String AS_EVERYWHERE = "Instead of settings.limits.";

    static final ListenerLimits EXAMPLE =
            new ListenerLimits(
                    "mx",
                    Optional.empty(),
                    Optional.of(100),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    static final Section<ListenerLimits> LISTENER_LIMITS =
            Section.of(keys -> {
                var listener =
                        keys.required(
                                "listener",
                                ListenerSection.LISTENER_NAME,
                                EXAMPLE.listener(),
                                "Its name in node.listeners.",
                                ListenerLimits::listener);
                var messageOctets =
                        keys.optional(
                                "message-octets",
                                LimitsSection.MESSAGE_OCTETS,
                                20L << 20,
                                AS_EVERYWHERE,
                                ListenerLimits::messageOctets);
                var recipients =
                        keys.optional(
                                "recipients",
                                LimitsSection.RECIPIENTS,
                                100,
                                AS_EVERYWHERE,
                                ListenerLimits::recipients);
                var perClient =
                        keys.optional(
                                "connections-per-client",
                                LimitsSection.CONNECTIONS,
                                10,
                                AS_EVERYWHERE,
                                ListenerLimits::connectionsPerClient);
                var connectionsPerMinute =
                        keys.optional(
                                "connections-per-minute",
                                LimitsSection.RATE,
                                60,
                                AS_EVERYWHERE,
                                ListenerLimits::connectionsPerMinute);
                var messagesPerMinute =
                        keys.optional(
                                "messages-per-minute",
                                LimitsSection.RATE,
                                60,
                                AS_EVERYWHERE,
                                ListenerLimits::messagesPerMinute);
                var idle =
                        keys.optional(
                                "idle",
                                LimitsSection.IDLE,
                                Duration.ofMinutes(2),
                                AS_EVERYWHERE,
                                ListenerLimits::idle);
                var greetingDelay =
                        keys.optional(
                                "greeting-delay",
                                LimitsSection.GREETING_DELAY,
                                Duration.ofSeconds(3),
                                AS_EVERYWHERE,
                                ListenerLimits::greetingDelay);
                return values ->
                        new ListenerLimits(
                                values.get(listener),
                                values.get(messageOctets),
                                values.get(recipients),
                                values.get(perClient),
                                values.get(connectionsPerMinute),
                                values.get(messagesPerMinute),
                                values.get(idle),
                                values.get(greetingDelay));
            });

    private ListenerLimitsSection() {}

    /** Each listener's own limits must agree with the others that hold there. */
    static void checkAll(Settings settings, At at) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < settings.listenerLimits().size(); i++) {
            String listener = settings.listenerLimits().get(i).listener();
            At here = at.key("listener-limits").item(i);
            if (!seen.add(listener)) {
                here.key("listener").error("there is an entry for " + listener + " already");
            }
            LimitsSection.checkSizes(settings.limitsOf(listener), here);
        }
    }

    /** A name that is not a listener's would be a limit that does not limit. */
    static void checkNames(Configuration configuration, At at) {
        checkNames(configuration, at, At::error);
    }

    /** Where settings come from another place than listeners, one of them is changed first. */
    static void warnOfNames(Configuration configuration, At at) {
        checkNames(configuration, at, At::warning);
    }

    private static void checkNames(
            Configuration configuration, At at, BiConsumer<At, String> report) {
        List<String> names = configuration.node().listeners().stream().map(Listener::name).toList();
        List<ListenerLimits> entries = configuration.settings().listenerLimits();
        for (int i = 0; i < entries.size(); i++) {
            String name = entries.get(i).listener();
            if (!names.contains(name)) {
                report.accept(
                        at.key("settings").key("listener-limits").item(i).key("listener"),
                        "there is no listener %s; there are: %s"
                                .formatted(name, String.join(", ", names)));
            }
        }
    }
}
