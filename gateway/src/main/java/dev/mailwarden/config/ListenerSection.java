package dev.mailwarden.config;

import dev.mailwarden.config.Listener.ClientCertificates;
import dev.mailwarden.config.Listener.NetworkTls;
import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.message.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of an entry of {@code node.listeners:}, and the rules over all of them. */
final class ListenerSection {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** Shorter prefixes than these are not somebody's own servers. */
    private static final int SHORTEST_IPV4 = 8;

    private static final int SHORTEST_IPV6 = 16;

    private static final Kind<List<Network>> NETWORKS = new ListKind<>(Kinds.NETWORK, 0, 1_000);

    private static final Network EXAMPLE = new Network(InetAddress.ofLiteral("192.0.2.0"), 28);

    /** The name of a listener, wherever one is meant. */
    static final Kind<String> LISTENER_NAME = Kinds.text("a name of a-z, 0-9 and -", NAME);

    private static final Section<NetworkTls> BY_NETWORK =
            Section.of(keys -> {
                var networks =
                        keys.required(
                                "networks",
                                new ListKind<>(Kinds.NETWORK, 1, 1_000),
                                List.of(EXAMPLE),
                                "Clients for which this entry is.",
                                NetworkTls::networks);
                var tls =
                        keys.optional(
                                "tls",
                                Kinds.choice(Listener.Tls.class),
                                Listener.Tls.REQUIRE,
                                "none, attempt or require, instead of the listener's own; not on"
                                        + " an implicit listener.",
                                NetworkTls::tls);
                var clientCertificates =
                        keys.optional(
                                "client-certificates",
                                Kinds.choice(ClientCertificates.class),
                                ClientCertificates.REQUIRE,
                                "Instead of the listener's own.",
                                NetworkTls::clientCertificates);
                return values ->
                        new NetworkTls(
                                values.get(networks),
                                values.get(tls),
                                values.get(clientCertificates));
            });

    static final Section<Listener> LISTENER =
            Section.<Listener>of(
                            keys -> {
                                var name =
                                        keys.required(
                                                "name",
                                                LISTENER_NAME,
                                                "mx",
                                                "Stands in events, logs and metrics.",
                                                Listener::name);
                                var address =
                                        keys.required(
                                                "address",
                                                Kinds.SOCKET,
                                                new InetSocketAddress(Addresses.ANY, 25),
                                                "Where to listen; 0.0.0.0 and [::] mean every address.",
                                                Listener::address);
                                var kind =
                                        keys.key(
                                                "kind",
                                                Kinds.choice(Listener.Kind.class),
                                                Listener.Kind.MX,
                                                "mx: mail for local domains from anyone; submission: only"
                                                        + " for trusted networks and, over TLS, for users who"
                                                        + " log in.",
                                                Listener::kind);
                                var tls =
                                        keys.key(
                                                "tls",
                                                Kinds.choice(Listener.Tls.class),
                                                Listener.Tls.ATTEMPT,
                                                "attempt: STARTTLS is offered if there is a certificate;"
                                                        + " require: no mail without it; implicit: TLS from"
                                                        + " the first octet.",
                                                Listener::tls);
                                var lineEndings =
                                        keys.key(
                                                "line-endings",
                                                Kinds.choice(Listener.LineEndings.class),
                                                Listener.LineEndings.STRICT,
                                                "strict: a message with a bare LF or a NUL is refused; lenient: an"
                                                        + " LF becomes CRLF and a NUL stays, for own machines"
                                                        + " that know no better.",
                                                Listener::lineEndings);
                                var clientCertificates =
                                        keys.key(
                                                "client-certificates",
                                                Kinds.choice(ClientCertificates.class),
                                                ClientCertificates.NONE,
                                                "request: clients are asked for one, and what they show is"
                                                        + " recorded; require: no mail without one that"
                                                        + " node.client-authorities vouch for.",
                                                Listener::clientCertificates);
                                var byNetwork =
                                        keys.collection(
                                                "by-network",
                                                new ListKind<>(BY_NETWORK, 0, 64),
                                                Empty.list(
                                                        new NetworkTls(
                                                                List.of(EXAMPLE),
                                                                Optional.of(Listener.Tls.REQUIRE),
                                                                Optional.empty())),
                                                "What is different for clients of some networks; the first entry"
                                                        + " that has the client counts.",
                                                Listener::byNetwork);
                                var proxyFrom =
                                        keys.collection(
                                                "proxy-from",
                                                NETWORKS,
                                                Empty.list(EXAMPLE),
                                                "Load balancers, whose every connection must begin with a PROXY"
                                                        + " protocol header of version 2; what it says of the"
                                                        + " client is believed.",
                                                Listener::proxyFrom);
                                var xclientFrom =
                                        keys.collection(
                                                "xclient-from",
                                                NETWORKS,
                                                Empty.list(EXAMPLE),
                                                "Servers in front that may say with XCLIENT whose mail they bring;"
                                                        + " what they say is believed.",
                                                Listener::xclientFrom);
                                return values ->
                                        new Listener(
                                                values.get(name),
                                                values.get(address),
                                                values.get(kind),
                                                values.get(tls),
                                                values.get(lineEndings),
                                                values.get(clientCertificates),
                                                values.get(byNetwork),
                                                values.get(proxyFrom),
                                                values.get(xclientFrom));
                            })
                    .check(ListenerSection::checkFronts);

    private ListenerSection() {}

    private static void checkFronts(Listener listener, At at) {
        checkFronts(listener.proxyFrom(), at.key("proxy-from"));
        checkFronts(listener.xclientFrom(), at.key("xclient-from"));
        for (int i = 0; i < listener.byNetwork().size(); i++) {
            Optional<Listener.Tls> tls = listener.byNetwork().get(i).tls();
            At here = at.key("by-network").item(i).key("tls");
            if (tls.isPresent() && listener.tls() == Listener.Tls.IMPLICIT) {
                here.error(
                        "cannot be told apart by network: on an implicit listener TLS begins with"
                                + " the first octet, for everybody");
            } else if (tls.equals(Optional.of(Listener.Tls.IMPLICIT))) {
                here.error("a listener is implicit for everybody or for nobody");
            }
        }
    }

    private static void checkFronts(List<Network> networks, At at) {
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            int least = network.address().getAddress().length == 4 ? SHORTEST_IPV4 : SHORTEST_IPV6;
            if (network.prefix() < least) {
                at.item(i).error("would believe strangers; the prefix must be at least " + least);
            }
        }
    }

    static void checkAddresses(Node node, At at) {
        Map<String, String> names = new HashMap<>();
        Map<Integer, Map<String, String>> byPort = new HashMap<>();
        for (int i = 0; i < node.listeners().size(); i++) {
            Listener listener = node.listeners().get(i);
            At here = at.key("listeners").item(i);
            if (names.put(listener.name(), listener.name()) != null) {
                here.key("name").error("another listener is called " + listener.name() + " too");
            }
            if (listener.address().getPort() != 0) {
                checkPort(listener, byPort, here.key("address"));
            }
        }
    }

    private static void checkPort(
            Listener listener, Map<Integer, Map<String, String>> byPort, At at) {
        Map<String, String> taken =
                byPort.computeIfAbsent(listener.address().getPort(), _ -> new HashMap<>());
        boolean any = listener.address().getAddress().isAnyLocalAddress();
        String address = any ? "*" : Addresses.format(listener.address().getAddress());
        String other =
                taken.get(any && !taken.isEmpty() ? taken.keySet().iterator().next() : address);
        if (other == null) {
            other = taken.get("*");
        }
        if (other != null) {
            at.error(
                    "the listener %s has this address and port already%s"
                            .formatted(other, any ? "; every address includes it" : ""));
        }
        taken.putIfAbsent(address, listener.name());
    }

    /** What TLS needs that the node does not have. */
    static void checkTls(Node node, At at) {
        if (node.certificate().isEmpty() && !node.moreCertificates().isEmpty()) {
            at.key("more-certificates").error("needs a node.certificate, for all other names");
        }
        for (int i = 0; i < node.listeners().size(); i++) {
            Listener listener = node.listeners().get(i);
            At here = at.key("listeners").item(i);
            checkRule(node, listener.tlsRule(), here);
            for (int j = 0; j < listener.byNetwork().size(); j++) {
                checkRule(
                        node,
                        listener.rule(listener.byNetwork().get(j)),
                        here.key("by-network").item(j));
            }
        }
    }

    private static void checkRule(Node node, Listener.TlsRule rule, At at) {
        boolean certificate = node.certificate().isPresent();
        switch (rule.tls()) {
            case REQUIRE, IMPLICIT -> {
                if (!certificate) {
                    at.key("tls").error("needs a node.certificate");
                }
            }
            case ATTEMPT -> {
                if (!certificate) {
                    at.key("tls").warning("STARTTLS is not offered: there is no node.certificate");
                }
            }
            case NONE -> {}
        }
        checkClientCertificates(node, rule, at.key("client-certificates"));
    }

    private static void checkClientCertificates(Node node, Listener.TlsRule rule, At at) {
        switch (rule.clientCertificates()) {
            case NONE -> {}
            case REQUEST, REQUIRE -> {
                if (rule.tls() == Listener.Tls.NONE || node.certificate().isEmpty()) {
                    at.error("needs TLS: nobody can show a certificate in clear");
                } else if (node.clientAuthorities().isEmpty()) {
                    at.error("needs node.client-authorities, to verify them against");
                }
            }
        }
    }
}
