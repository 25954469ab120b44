package dev.mailwarden.config;

import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.config.Settings.DomainTls;
import dev.mailwarden.config.Settings.EightBit;
import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route.TlsPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** The keys under {@code settings.delivery:}. */
final class DeliverySection {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final DomainTls EXAMPLE =
            new DomainTls(new Domain("example.org"), TlsPolicy.VERIFY);

    private static final Section<DomainTls> DOMAIN_TLS =
            Section.of(keys -> {
                var domain =
                        keys.required(
                                "domain",
                                Kinds.DOMAIN,
                                new Domain("example.org"),
                                "The recipient domain.",
                                DomainTls::domain);
                var tls =
                        keys.required(
                                "tls",
                                Kinds.choice(TlsPolicy.class),
                                TlsPolicy.VERIFY,
                                "How its servers are spoken to.",
                                DomainTls::tls);
                return values -> new DomainTls(values.get(domain), values.get(tls));
            });

    private static final Section<Timeouts> TIMEOUTS =
            Section.of(keys -> {
                var connect = wait(keys, "connect", 30, "A connection.", Timeouts::connect);
                var greeting = wait(keys, "greeting", 300, "The greeting.", Timeouts::greeting);
                var command =
                        wait(
                                keys,
                                "command",
                                300,
                                "The reply to EHLO, STARTTLS, RSET or QUIT.",
                                Timeouts::command);
                var mail = wait(keys, "mail", 300, "The reply to MAIL.", Timeouts::mail);
                var rcpt = wait(keys, "rcpt", 300, "The reply to RCPT.", Timeouts::rcpt);
                var dataStart =
                        wait(keys, "data-start", 120, "The reply to DATA.", Timeouts::dataStart);
                var dataBlock =
                        wait(
                                keys,
                                "data-block",
                                180,
                                "Room for the next part of a message.",
                                Timeouts::dataBlock);
                var dataEnd =
                        wait(
                                keys,
                                "data-end",
                                600,
                                "The reply to the end of a message; by LMTP, all of them together.",
                                Timeouts::dataEnd);
                return values ->
                        new Timeouts(
                                values.get(connect),
                                values.get(greeting),
                                values.get(command),
                                values.get(mail),
                                values.get(rcpt),
                                values.get(dataStart),
                                values.get(dataBlock),
                                values.get(dataEnd));
            });

    static final Section<Delivery> DELIVERY =
            Section.<Delivery>of(
                            keys -> {
                                var tls =
                                        keys.key(
                                                "tls",
                                                Kinds.choice(TlsPolicy.class),
                                                TlsPolicy.ATTEMPT,
                                                "How servers found by MX are spoken to.",
                                                Delivery::tls);
                                var tlsByDomain =
                                        keys.collection(
                                                "tls-by-domain",
                                                new ListKind<>(DOMAIN_TLS, 0, 10_000),
                                                Empty.list(EXAMPLE),
                                                "The same for single recipient domains.",
                                                Delivery::tlsByDomain);
                                var ipv4First =
                                        keys.key(
                                                "ipv4-first",
                                                Kinds.FLAG,
                                                true,
                                                "Whether IPv4 addresses are tried before IPv6.",
                                                Delivery::ipv4First);
                                var sourceAddresses =
                                        keys.collection(
                                                "source-addresses",
                                                SourceAddresses.KIND,
                                                Empty.list("192.0.2.1"),
                                                "Own addresses to send from, one of a family.",
                                                Delivery::sourceAddresses);
                                var perRoute =
                                        keys.key(
                                                "connections-per-route",
                                                Kinds.number(1, 10_000),
                                                20,
                                                "Deliveries at once on one route.",
                                                Delivery::connectionsPerRoute);
                                var connections =
                                        keys.key(
                                                "connections",
                                                Kinds.number(1, 10_000),
                                                200,
                                                "Deliveries at once in all.",
                                                Delivery::connections);
                                var messages =
                                        keys.key(
                                                "messages-per-connection",
                                                Kinds.number(1, 1_000_000),
                                                1_000,
                                                "Messages after which a connection is closed.",
                                                Delivery::messagesPerConnection);
                                var idle =
                                        keys.key(
                                                "idle",
                                                Kinds.duration(Duration.ZERO, HOUR),
                                                Duration.ofSeconds(5),
                                                "How long an unused connection is kept.",
                                                Delivery::idle);
                                var port =
                                        keys.key(
                                                "port",
                                                Kinds.number(1, 65_535),
                                                25,
                                                "The port of servers found by MX; 25 except in"
                                                        + " tests.",
                                                Delivery::port);
                                var eightBit =
                                        keys.key(
                                                "downgrade-eight-bit",
                                                Kinds.choice(EightBit.class),
                                                EightBit.SEND,
                                                "8-bit mail for a server without 8BITMIME is sent"
                                                        + " as it is, or bounced.",
                                                Delivery::downgradeEightBit);
                                var timeouts =
                                        keys.section(
                                                "timeouts",
                                                TIMEOUTS,
                                                "Longest waits of the SMTP client (RFC 5321 section"
                                                        + " 4.5.3.2).",
                                                Delivery::timeouts);
                                return values ->
                                        new Delivery(
                                                values.get(tls),
                                                values.get(tlsByDomain),
                                                values.get(ipv4First),
                                                values.get(sourceAddresses),
                                                values.get(perRoute),
                                                values.get(connections),
                                                values.get(messages),
                                                values.get(idle),
                                                values.get(port),
                                                values.get(eightBit),
                                                values.get(timeouts));
                            })
                    .check(DeliverySection::check);

    private DeliverySection() {}

    private static Key<Timeouts, Duration> wait(
            Section<Timeouts> keys,
            String name,
            int seconds,
            String explanation,
            Function<Timeouts, Duration> getter) {
        return keys.key(
                name,
                Kinds.duration(SECOND, HOUR),
                Duration.ofSeconds(seconds),
                explanation,
                getter);
    }

    private static void check(Delivery delivery, At at) {
        if (delivery.connectionsPerRoute() > delivery.connections()) {
            at.key("connections-per-route").error("must not be more than connections");
        }
        Set<Domain> domains = new HashSet<>();
        for (int i = 0; i < delivery.tlsByDomain().size(); i++) {
            if (!domains.add(delivery.tlsByDomain().get(i).domain())) {
                at.key("tls-by-domain").item(i).key("domain").error("is named twice");
            }
        }
        SourceAddresses.check(delivery.sourceAddresses(), at.key("source-addresses"));
    }
}
