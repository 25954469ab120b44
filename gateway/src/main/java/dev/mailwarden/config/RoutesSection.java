package dev.mailwarden.config;

import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.config.Settings.RouteEntry;
import dev.mailwarden.config.Settings.RoutePattern;
import dev.mailwarden.config.Settings.Routes;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Credentials;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Fixed;
import dev.mailwarden.message.Route.Host;
import dev.mailwarden.message.Route.TlsPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The keys under {@code settings.routes:}. */
final class RoutesSection {

    private static final List<Host> EXAMPLE_HOSTS =
            List.of(new Host(new Domain("inner.example.org"), 25, false));

    private static final RouteEntry EXAMPLE =
            new RouteEntry(
                    new RoutePattern.Exactly(new Domain("example.org")),
                    new Fixed(EXAMPLE_HOSTS, TlsPolicy.ATTEMPT));

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
                    .check((entry, at) -> checkMx(entry.route(), at))
                    .check((entry, at) -> checkCredentials(entry.route(), at));

    private static final Section<Fixed> RELAY_HOST =
            Section.<Fixed>of(keys -> fixedKeys(keys, route -> route))
                    .check(RoutesSection::checkMx)
                    .check(RoutesSection::checkCredentials);

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
        var hosts =
                keys.required(
                        "hosts",
                        new ListKind<>(Kinds.HOST, 1, 32),
                        EXAMPLE_HOSTS,
                        "The next hops, in order of preference.",
                        route.andThen(RoutesSection::withoutMx));
        var tls =
                keys.key(
                        "tls",
                        Kinds.choice(TlsPolicy.class),
                        TlsPolicy.ATTEMPT,
                        "How they are spoken to: require and verify mean STARTTLS, verify checks"
                                + " the certificate.",
                        route.andThen(Fixed::tls));
        var mx =
                keys.key(
                        "mx",
                        Kinds.FLAG,
                        false,
                        "Whether the hosts are domains whose MX records name the next hops.",
                        route.andThen(fixed -> fixed.hosts().getFirst().lookUpMx()));
        var credentials =
                keys.optional(
                        "credentials",
                        CREDENTIALS,
                        EXAMPLE_CREDENTIALS,
                        "To log in with, if the next hops ask for it; over TLS only.",
                        route.andThen(Fixed::credentials));
        return values -> {
            boolean lookUpMx = values.get(mx);
            return new Fixed(
                    values.get(hosts).stream()
                            .map(host -> new Host(host.name(), host.port(), lookUpMx))
                            .toList(),
                    values.get(tls),
                    values.get(credentials));
        };
    }

    private static List<Host> withoutMx(Fixed route) {
        return route.hosts().stream()
                .map(host -> new Host(host.name(), host.port(), false))
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

    private static void checkMx(Route.Fixed route, At at) {
        for (int i = 0; i < route.hosts().size(); i++) {
            Host host = route.hosts().get(i);
            if (host.lookUpMx() && host.name().isAddressLiteral()) {
                at.key("hosts").item(i).error("an IP address has no MX records; mx must be false");
            }
        }
    }

    private static void checkCredentials(Route.Fixed route, At at) {
        if (route.credentials().isEmpty()) {
            return;
        }
        switch (route.tls()) {
            case NONE, ATTEMPT ->
                    at.key("tls")
                            .error(
                                    "must be require, verify, implicit or implicit-verify where there"
                                            + " are credentials: no password is sent in clear");
            case REQUIRE, IMPLICIT ->
                    at.key("tls")
                            .warning(
                                    "whoever stands in between can take the password: verify checks"
                                            + " the certificate");
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
