package dev.mailwarden.config;

import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.config.Settings.Logs;
import dev.mailwarden.config.Settings.Overload;
import dev.mailwarden.config.Settings.Queue;
import dev.mailwarden.config.Settings.RoutePattern;
import dev.mailwarden.mail.smtp.Domain;
import java.time.Duration;

/** The keys under {@code settings:}. */
final class SettingsSection {

    private static final long MIB = 1 << 20;
    private static final long TIB = 1L << 40;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private static final Section<Queue> QUEUE =
            Section.<Queue>of(
                            keys -> {
                                var firstRetry =
                                        keys.key(
                                                "first-retry",
                                                Kinds.duration(Duration.ofSeconds(1), DAY),
                                                Duration.ofMinutes(15),
                                                "Wait after the first failed attempt; it doubles"
                                                        + " each time.",
                                                Queue::firstRetry);
                                var longestRetry =
                                        keys.key(
                                                "longest-retry",
                                                Kinds.duration(Duration.ofSeconds(1), DAY),
                                                Duration.ofHours(4),
                                                "Longest wait between attempts.",
                                                Queue::longestRetry);
                                var lifetime =
                                        keys.key(
                                                "lifetime",
                                                Kinds.duration(MINUTE, MONTH),
                                                Duration.ofDays(3),
                                                "Age at which mail that cannot be delivered is"
                                                        + " returned to its sender.",
                                                Queue::lifetime);
                                var bounceLifetime =
                                        keys.key(
                                                "bounce-lifetime",
                                                Kinds.duration(MINUTE, MONTH),
                                                DAY,
                                                "The same for notifications (null reverse-path).",
                                                Queue::bounceLifetime);
                                var deadRoutePause =
                                        keys.key(
                                                "dead-route-pause",
                                                Kinds.duration(Duration.ofSeconds(1), DAY),
                                                Duration.ofSeconds(60),
                                                "Wait before any message tries a route that could"
                                                        + " not be reached.",
                                                Queue::deadRoutePause);
                                return values ->
                                        new Queue(
                                                values.get(firstRetry),
                                                values.get(longestRetry),
                                                values.get(lifetime),
                                                values.get(bounceLifetime),
                                                values.get(deadRoutePause));
                            })
                    .check(SettingsSection::checkQueue);

    private static final Section<Overload> OVERLOAD =
            Section.of(keys -> {
                var disk =
                        keys.key(
                                "free-disk-percent",
                                Kinds.number(1, 90),
                                10,
                                "Part of the spool's volume that is kept free.",
                                Overload::freeDiskPercent);
                var inodes =
                        keys.key(
                                "free-inodes",
                                Kinds.wholeNumber(0, 1_000_000_000),
                                1_000L,
                                "Inodes of the spool's volume that are kept free.",
                                Overload::freeInodes);
                var queued =
                        keys.key(
                                "queued-messages",
                                Kinds.wholeNumber(1, 100_000_000),
                                2_000_000L,
                                "Messages in the queue.",
                                Overload::queuedMessages);
                return values ->
                        new Overload(values.get(disk), values.get(inodes), values.get(queued));
            });

    private static final Section<Logs> LOGS =
            Section.of(keys -> {
                var eventOctets =
                        keys.key(
                                "event-octets",
                                Kinds.size(16 * MIB, TIB),
                                1024 * MIB,
                                "Size of the event journal, which trace reads.",
                                Logs::eventOctets);
                var eventAge =
                        keys.key(
                                "event-age",
                                Kinds.duration(Duration.ofHours(1), Duration.ofDays(3650)),
                                Duration.ofDays(3),
                                "Age of the oldest events.",
                                Logs::eventAge);
                var transferOctets =
                        keys.key(
                                "transfer-octets",
                                Kinds.size(16 * MIB, TIB),
                                23_000_000_000L,
                                "Size of the mail transfer log.",
                                Logs::transferOctets);
                var messagesOctets =
                        keys.key(
                                "messages-octets",
                                Kinds.size(16 * MIB, TIB),
                                23_000_000_000L,
                                "Size of log/messages with its predecessors.",
                                Logs::messagesOctets);
                var importantOctets =
                        keys.key(
                                "important-octets",
                                Kinds.size(16 * MIB, TIB),
                                500_000_000L,
                                "Size of log/important, which has warnings and errors only, with"
                                        + " its predecessors.",
                                Logs::importantOctets);
                return values ->
                        new Logs(
                                values.get(eventOctets),
                                values.get(eventAge),
                                values.get(transferOctets),
                                values.get(messagesOctets),
                                values.get(importantOctets));
            });

    static final Section<Settings> SETTINGS =
            Section.<Settings>of(
                            keys -> {
                                var relay =
                                        keys.section(
                                                "relay",
                                                RelaySection.RELAY,
                                                "Who may send where.",
                                                Settings::relay);
                                var verification =
                                        keys.section(
                                                "verification",
                                                VerificationSection.VERIFICATION,
                                                "Which senders and recipients exist; clients of"
                                                        + " trusted networks and users who have"
                                                        + " logged in are asked about nothing but"
                                                        + " the recipient list and the domains"
                                                        + " they relay to.",
                                                Settings::verification);
                                var limits =
                                        keys.section(
                                                "limits",
                                                LimitsSection.LIMITS,
                                                "Bounds of what comes in.",
                                                Settings::limits);
                                var listenerLimits =
                                        keys.collection(
                                                "listener-limits",
                                                new ListKind<>(
                                                        ListenerLimitsSection.LISTENER_LIMITS,
                                                        0,
                                                        64),
                                                Empty.list(ListenerLimitsSection.EXAMPLE),
                                                "What is different on single listeners. One that"
                                                        + " is named here counts its clients by"
                                                        + " itself.",
                                                Settings::listenerLimits);
                                var routes =
                                        keys.section(
                                                "routes",
                                                RoutesSection.ROUTES,
                                                "Where mail goes.",
                                                Settings::routes);
                                var delivery =
                                        keys.section(
                                                "delivery",
                                                DeliverySection.DELIVERY,
                                                "How mail is sent on.",
                                                Settings::delivery);
                                var queue =
                                        keys.section(
                                                "queue",
                                                QUEUE,
                                                "When deferred mail is tried again and given up.",
                                                Settings::queue);
                                var bounce =
                                        keys.section(
                                                "bounce",
                                                BounceSection.BOUNCE,
                                                "Who is told of failures and delays.",
                                                Settings::bounce);
                                var overload =
                                        keys.section(
                                                "overload",
                                                OVERLOAD,
                                                "When mail is answered 4xx early, so that what was"
                                                        + " accepted can be kept.",
                                                Settings::overload);
                                var logs =
                                        keys.section(
                                                "logs",
                                                LOGS,
                                                "How much is kept; the oldest goes first.",
                                                Settings::logs);
                                var stores =
                                        keys.section(
                                                "stores",
                                                StoresSection.STORES,
                                                "How much is kept of mail, apart from the queue.",
                                                Settings::stores);
                                var policy = PolicySection.declare(keys, Settings::policy);
                                return values ->
                                        new Settings(
                                                values.get(relay),
                                                values.get(verification),
                                                values.get(limits),
                                                values.get(listenerLimits),
                                                values.get(routes),
                                                values.get(delivery),
                                                values.get(queue),
                                                values.get(bounce),
                                                values.get(overload),
                                                values.get(logs),
                                                values.get(stores),
                                                policy.apply(values));
                            })
                    .check((settings, at) -> PolicyCheck.check(settings.policy(), at))
                    .check(SettingsSection::checkLoops)
                    .check(ListenerLimitsSection::checkAll);

    static final Section<Configuration> CONFIGURATION =
            Section.<Configuration>of(
                            keys -> {
                                var node =
                                        keys.section(
                                                "node",
                                                NodeSection.NODE,
                                                "What this node needs to start; a change needs a restart.",
                                                Configuration::node);
                                var settings =
                                        keys.section(
                                                "settings",
                                                SETTINGS,
                                                "Everything else; `mailwarden apply` makes a change"
                                                        + " effective.",
                                                Configuration::settings);
                                return values ->
                                        new Configuration(values.get(node), values.get(settings));
                            })
                    .check(ListenerLimitsSection::checkNames);

    private SettingsSection() {}

    /** The keys of a file without {@code node:}, for a node that is known. */
    static Section<Configuration> alone(Node node) {
        return Section.<Configuration>of(
                        keys -> {
                            var settings =
                                    keys.section(
                                            "settings",
                                            SETTINGS,
                                            "As in a whole file.",
                                            Configuration::settings);
                            return values -> new Configuration(node, values.get(settings));
                        })
                .check(ListenerLimitsSection::checkNames);
    }

    private static void checkQueue(Queue queue, At at) {
        if (queue.firstRetry().compareTo(queue.longestRetry()) > 0) {
            at.key("first-retry").error("must not be longer than longest-retry");
        }
        if (queue.longestRetry().compareTo(queue.lifetime()) > 0) {
            at.key("longest-retry").error("must not be longer than lifetime");
        }
        if (queue.longestRetry().compareTo(queue.bounceLifetime()) > 0) {
            at.key("longest-retry").error("must not be longer than bounce-lifetime");
        }
    }

    /** A local domain without a route goes by MX, and its MX is normally this gateway. */
    private static void checkLoops(Settings settings, At at) {
        if (settings.routes().relayHost().isPresent()) {
            return;
        }
        int i = 0;
        for (Domain domain : settings.relay().localDomains()) {
            if (settings.routes().entries().stream()
                    .noneMatch(entry -> concerns(entry.pattern(), domain))) {
                at.key("relay")
                        .key("local-domains")
                        .item(i)
                        .warning(
                                "no route says where mail for "
                                        + domain
                                        + " goes; its MX records normally lead back here");
            }
            i++;
        }
    }

    private static boolean concerns(RoutePattern pattern, Domain domain) {
        return switch (pattern) {
            case RoutePattern.Address(var mailbox) -> mailbox.domain().equals(domain);
            case RoutePattern.Exactly(Domain exactly) -> exactly.equals(domain);
            case RoutePattern.Below(Domain above) -> domain.name().endsWith("." + above.name());
        };
    }
}
