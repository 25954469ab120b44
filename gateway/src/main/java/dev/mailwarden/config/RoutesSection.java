package dev.mailwarden.config;

import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.config.Settings.RouteEntry;
import dev.mailwarden.config.Settings.RoutePattern;
import dev.mailwarden.config.Settings.Routes;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Credentials;
import dev.mailwarden.message.Route.Fixed;
import dev.mailwarden.message.Route.Host;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.Protocol;
import dev.mailwarden.message.Route.Rank;
import dev.mailwarden.message.Route.TlsPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The keys under {@code settings.routes:}. */
final class RoutesSection {

    private static final int SMTP_PORT = 25;

    /** As servers of LMTP listen by custom; it must not be 25 (RFC 2033 §5). */
    private static final int LMTP_PORT = 24;

    private static final List<NextHop> EXAMPLE_HOPS =
            List.of(new NextHop(NextHopsKind.EXAMPLE, Optional.of(SMTP_PORT), Optional.empty()));

    private static final Fixed EXAMPLE_ROUTE =
            new Fixed(List.of(new Host(NextHopsKind.EXAMPLE, SMTP_PORT, false)), TlsPolicy.ATTEMPT);

    private static final RouteEntry EXAMPLE =
            new RouteEntry(new RoutePattern.Exactly(new Domain("example.org")), EXAMPLE_ROUTE);

    private static final Kind<RoutePattern> PATTERN =
            new ScalarKind<>(
                    "a domain such as example.org, its subdomains as .example.org, or an address"
                            + " such as user@example.org",
                    RoutesSection::pattern,
                    RoutesSection::format);

    private static final Credentials EXAMPLE_CREDENTIALS =
            new Credentials("mailwarden", Path.of("/etc/mailwarden/relay-password"));

    private static final Section<Credentials> CREDENTIALS =
            Section.of(keys -> {
                var user =
                        keys.required(
                                "user",
                                Kinds.text(
                                        "1 to 255 printable characters without a blank",
                                        Pattern.compile("[\\P{C}&&\\S]{1,255}")),
                                EXAMPLE_CREDENTIALS.user(),
                                "As the next hop knows this gateway.",
                                Credentials::user);
                var passwordFile =
                        keys.required(
                                "password-file",
                                PathKind.PASSWORD,
                                EXAMPLE_CREDENTIALS.passwordFile(),
                                "File whose first line is the password, readable by the gateway's"
                                        + " account only.",
                                Credentials::passwordFile);
                return values -> new Credentials(values.get(user), values.get(passwordFile));
            });

    private static final Section<RouteEntry> ENTRY =
            Section.<RouteEntry>of(
                            keys -> {
                                var match =
                                        keys.required(
                                                "match",
                                                PATTERN,
                                                EXAMPLE.pattern(),
                                                "The recipients that go this way.",
                                                RouteEntry::pattern);
                                var fixed = fixedKeys(keys, RouteEntry::route);
                                return values ->
                                        new RouteEntry(values.get(match), fixed.apply(values));
                            })
                    .check((entry, at) -> checkRoute(entry.route(), at));

    private static final Section<Fixed> RELAY_HOST =
            Section.<Fixed>of(keys -> fixedKeys(keys, route -> route))
                    .check(RoutesSection::checkRoute);

    static final Section<Routes> ROUTES =
            Section.<Routes>of(
                            keys -> {
                                var entries =
                                        keys.collection(
                                                "entries",
                                                new ListKind<>(ENTRY, 0, 10_000),
                                                Empty.list(EXAMPLE),
                                                "The transport map; the most specific match wins:"
                                                        + " address, domain, nearest subdomain.",
                                                Routes::entries);
                                var relayHost =
                                        keys.optional(
                                                "relay-host",
                                                RELAY_HOST,
                                                EXAMPLE.route(),
                                                "Where all other mail goes; without this key it"
                                                        + " goes by MX records.",
                                                Routes::relayHost);
                                return values ->
                                        new Routes(values.get(entries), values.get(relayHost));
                            })
                    .check(RoutesSection::checkTwice);

    private RoutesSection() {}

    private static <R> Function<Section.Values<R>, Fixed> fixedKeys(
            Section<R> keys, Function<R, Fixed> route) {
        var protocol =
                keys.key(
                        "protocol",
                        Kinds.choice(Protocol.class),
                        Protocol.SMTP,
                        "What is spoken; lmtp is for servers that hold mailboxes.",
                        route.andThen(fixed -> fixed.manner().protocol()));
        var hosts =
                keys.required(
                        "hosts",
                        new NextHopsKind(),
                        EXAMPLE_HOPS,
                        "The 1 to 32 next hops: texts such as inner.example.org:2525 in order of"
                                + " preference, or keys. The port is 25, with LMTP 24, where none"
                                + " is given.",
                        route.andThen(RoutesSection::asWritten));
        var tls =
                keys.key(
                        "tls",
                        Kinds.choice(TlsPolicy.class),
                        TlsPolicy.ATTEMPT,
                        "How they are spoken to: require and verify mean STARTTLS, verify checks"
                                + " the certificate.",
                        route.andThen(fixed -> fixed.manner().tls()));
        var mx =
                keys.key(
                        "mx",
                        Kinds.FLAG,
                        false,
                        "Whether the hosts are domains whose MX records name the next hops.",
                        route.andThen(fixed -> fixed.hosts().getFirst().lookUpMx()));
        var sourceAddresses =
                keys.collection(
                        "source-addresses",
                        SourceAddresses.KIND,
                        Empty.list("192.0.2.1"),
                        "Own addresses to send from, one of a family, instead of"
                                + " settings.delivery.source-addresses.",
                        route.andThen(fixed -> fixed.manner().sourceAddresses()));
        var credentials =
                keys.optional(
                        "credentials",
                        CREDENTIALS,
                        EXAMPLE_CREDENTIALS,
                        "To log in with, if the next hops ask for it; over TLS only.",
                        route.andThen(fixed -> fixed.manner().credentials()));
        return values -> {
            var manner =
                    new Manner(
                            values.get(protocol),
                            values.get(tls),
                            values.get(credentials),
                            values.get(sourceAddresses));
            return new Fixed(hosts(values.get(hosts), values.get(mx), manner), manner);
        };
    }

    private static List<Host> hosts(List<NextHop> written, boolean mx, Manner manner) {
        int usual = usualPort(manner.protocol());
        return IntStream.range(0, written.size())
                .mapToObj(i -> {
                    NextHop hop = written.get(i);
                    return new Host(
                            hop.name(),
                            hop.port().orElse(usual),
                            mx,
                            hop.rank().orElse(Rank.inOrder(i)));
                })
                .toList();
    }

    private static int usualPort(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> SMTP_PORT;
            case LMTP -> LMTP_PORT;
        };
    }

    private static List<NextHop> asWritten(Fixed route) {
        return route.hosts().stream()
                .map(host ->
                        new NextHop(
                                host.name(),
                                Optional.of(host.port()),
                                route.isInOrder() ? Optional.empty() : Optional.of(host.rank())))
                .toList();
    }

    private static Optional<RoutePattern> pattern(String text) {
        if (text.contains("@")) {
            return Mailbox.parse(text).map(RoutePattern.Address::new);
        }
        return text.startsWith(".")
                ? name(text.substring(1)).map(RoutePattern.Below::new)
                : name(text).map(RoutePattern.Exactly::new);
    }

    private static Optional<Domain> name(String text) {
        return Domain.parse(text).filter(domain -> !domain.isAddressLiteral());
    }

    private static String format(RoutePattern pattern) {
        return switch (pattern) {
            case RoutePattern.Address(Mailbox mailbox) -> mailbox.toString();
            case RoutePattern.Exactly(Domain domain) -> domain.name();
            case RoutePattern.Below(Domain domain) -> "." + domain;
        };
    }

    private static void checkRoute(Fixed route, At at) {
        checkMx(route, at);
        checkLmtp(route, at);
        checkCredentials(route, at);
        SourceAddresses.check(route.manner().sourceAddresses(), at.key("source-addresses"));
    }

    /** RFC 2033 §5: LMTP on port 25 would be taken for SMTP, and MX records name SMTP servers. */
    private static void checkLmtp(Fixed route, At at) {
        if (route.manner().protocol() != Protocol.LMTP) {
            return;
        }
        for (int i = 0; i < route.hosts().size(); i++) {
            if (route.hosts().get(i).port() == SMTP_PORT) {
                at.key("hosts").item(i).error("LMTP must not use port 25, which is SMTP's");
            }
            if (route.hosts().get(i).lookUpMx()) {
                at.key("mx").error("must be false with LMTP: MX records name SMTP servers");
                return;
            }
        }
    }

    private static void checkMx(Fixed route, At at) {
        for (int i = 0; i < route.hosts().size(); i++) {
            Host host = route.hosts().get(i);
            if (host.lookUpMx() && host.name().isAddressLiteral()) {
                at.key("hosts").item(i).error("an IP address has no MX records; mx must be false");
            }
        }
    }

    private static void checkCredentials(Fixed route, At at) {
        Manner manner = route.manner();
        if (manner.credentials().isEmpty()) {
            return;
        }
        if (route.hosts().stream().anyMatch(Host::lookUpMx)) {
            at.key("mx")
                    .error(
                            "must be false where there are credentials: whoever forges the MX"
                                    + " records would name the server that gets the password");
        }
        switch (manner.tls()) {
            case NONE, ATTEMPT ->
                    at.key("tls")
                            .error(
                                    "must be require, verify, implicit or implicit-verify where there"
                                            + " are credentials: no password is sent in clear");
            case REQUIRE, IMPLICIT ->
                    at.key("tls")
                            .warning(
                                    "the certificate is not checked, so that no password is sent and"
                                            + " only SCRAM is used: verify checks it");
            case VERIFY, IMPLICIT_VERIFY -> {}
        }
    }

    private static void checkTwice(Routes routes, At at) {
        Map<RoutePattern, Integer> seen = new HashMap<>();
        for (int i = 0; i < routes.entries().size(); i++) {
            Integer before = seen.putIfAbsent(routes.entries().get(i).pattern(), i);
            if (before != null) {
                at.key("entries")
                        .item(i)
                        .key("match")
                        .error("entry " + (before + 1) + " matches the same");
            }
        }
    }
}
