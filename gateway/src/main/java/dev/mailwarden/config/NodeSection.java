package dev.mailwarden.config;

import dev.mailwarden.config.Node.Certificate;
import dev.mailwarden.config.Node.Dns;
import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.mail.smtp.Domain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys under {@code node:}. */
final class NodeSection {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    static final Section<Certificate> CERTIFICATE =
            Section.of(keys -> {
                var chain =
                        keys.required(
                                "chain",
                                PathKind.CERTIFICATES,
                                Path.of("/etc/mailwarden/chain.pem"),
                                "PEM file with the certificate, then those above it.",
                                Certificate::chain);
                var key =
                        keys.required(
                                "key",
                                PathKind.PRIVATE_KEY,
                                Path.of("/etc/mailwarden/key.pem"),
                                "PEM file with the private key (PKCS#8), readable by the"
                                        + " gateway's account only.",
                                Certificate::key);
                return values -> new Certificate(values.get(chain), values.get(key));
            });

    private static final Section<Dns> DNS =
            Section.of(keys -> {
                var servers =
                        keys.collection(
                                "servers",
                                new ListKind<>(Kinds.SOCKET, 0, 8),
                                Empty.list(new InetSocketAddress(Addresses.LOOPBACK, 53)),
                                "Recursive name servers, the first one first; without this key"
                                        + " those in /etc/resolv.conf.",
                                Dns::servers);
                var timeout =
                        keys.key(
                                "timeout",
                                Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                                Dns.OF_SYSTEM.timeout(),
                                "Longest wait for one look-up, with all its repetitions; mail"
                                        + " whose next hop is not known then is deferred.",
                                Dns::timeout);
                return values -> new Dns(values.get(servers), values.get(timeout));
            });

    static final Section<Listener> LISTENER =
            Section.of(keys -> {
                var name =
                        keys.required(
                                "name",
                                Kinds.text("a name of a-z, 0-9 and -", NAME),
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
                return values ->
                        new Listener(
                                values.get(name),
                                values.get(address),
                                values.get(kind),
                                values.get(tls),
                                values.get(lineEndings));
            });

    static final Section<Node> NODE =
            Section.<Node>of(
                            keys -> {
                                var hostName =
                                        keys.required(
                                                "host-name",
                                                Kinds.DOMAIN,
                                                new Domain("mail.example.org"),
                                                "The name in greetings, Received and EHLO; it"
                                                        + " should be the machine's name in DNS.",
                                                Node::hostName);
                                var dataDirectory =
                                        keys.required(
                                                "data-directory",
                                                PathKind.ANYWHERE,
                                                Path.of("/var/lib/mailwarden"),
                                                "Holds the spool, the event journal, the logs and"
                                                        + " the control socket.",
                                                Node::dataDirectory);
                                var listeners =
                                        keys.required(
                                                "listeners",
                                                new ListKind<>(LISTENER, 1, 64),
                                                List.of(DefaultFile.MX),
                                                "Where mail comes in.",
                                                Node::listeners);
                                var certificate =
                                        keys.optional(
                                                "certificate",
                                                CERTIFICATE,
                                                new Certificate(
                                                        Path.of("/etc/mailwarden/chain.pem"),
                                                        Path.of("/etc/mailwarden/key.pem")),
                                                "The certificate of all listeners; without it no"
                                                        + " listener offers TLS.",
                                                Node::certificate);
                                var metrics =
                                        keys.optional(
                                                "metrics",
                                                Kinds.SOCKET,
                                                new InetSocketAddress(Addresses.LOOPBACK, 9125),
                                                "Where Prometheus metrics and /healthz are served;"
                                                        + " whoever can connect can read them.",
                                                Node::metrics);
                                var dns =
                                        keys.section(
                                                "dns", DNS, "Whom names are asked of.", Node::dns);
                                return values ->
                                        new Node(
                                                values.get(hostName),
                                                values.get(dataDirectory),
                                                values.get(listeners),
                                                values.get(certificate),
                                                values.get(metrics),
                                                values.get(dns));
                            })
                    .check(NodeSection::checkListeners)
                    .check(NodeSection::checkTls);

    private NodeSection() {}

    private static void checkListeners(Node node, At at) {
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

    private static void checkTls(Node node, At at) {
        if (node.certificate().isPresent()) {
            return;
        }
        for (int i = 0; i < node.listeners().size(); i++) {
            At here = at.key("listeners").item(i).key("tls");
            switch (node.listeners().get(i).tls()) {
                case REQUIRE, IMPLICIT -> here.error("needs a node.certificate");
                case ATTEMPT ->
                        here.warning("STARTTLS is not offered: there is no node.certificate");
                case NONE -> {}
            }
        }
    }
}
