package dev.mailwarden.config;

import dev.mailwarden.config.Node.Certificate;
import dev.mailwarden.config.Node.Dns;
import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.mail.smtp.Domain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys under {@code node:}. */
final class NodeSection {

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
                                                new ListKind<>(ListenerSection.LISTENER, 1, 64),
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
                                var moreCertificates =
                                        keys.collection(
                                                "more-certificates",
                                                new ListKind<>(CERTIFICATE, 0, 1_000),
                                                Empty.list(
                                                        new Certificate(
                                                                Path.of("/etc/mailwarden/b.pem"),
                                                                Path.of(
                                                                        "/etc/mailwarden/b-key.pem"))),
                                                "Shown instead to clients that ask, by SNI, for a"
                                                        + " DNS name in one of them.",
                                                Node::moreCertificates);
                                var clientAuthorities =
                                        keys.optional(
                                                "client-authorities",
                                                PathKind.CERTIFICATES,
                                                Path.of("/etc/mailwarden/clients.pem"),
                                                "PEM file with the authorities against which"
                                                        + " certificates of clients are verified.",
                                                Node::clientAuthorities);
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
                                var storage =
                                        keys.section(
                                                "storage",
                                                StorageSection.STORAGE,
                                                "Where what is kept is kept.",
                                                Node::storage);
                                var masterKey =
                                        keys.optional(
                                                "master-key",
                                                PathKind.ANYWHERE,
                                                Path.of("/etc/mailwarden/keys/master.key"),
                                                "File of the key that protects the keys of stores,"
                                                        + " outside the data directory, mode 0400; the"
                                                        + " first start makes it. Without this key, what"
                                                        + " systemd hands over as mailwarden-master-key.",
                                                Node::masterKey);
                                var antivirus =
                                        keys.section(
                                                "antivirus",
                                                AntivirusSection.ANTIVIRUS,
                                                "What looks for malware; without an engine nothing"
                                                        + " does.",
                                                Node::antivirus);
                                var unpack =
                                        keys.section(
                                                "unpack",
                                                UnpackSection.UNPACK,
                                                "What opens archives that come in mail.",
                                                Node::unpack);
                                return values ->
                                        new Node(
                                                values.get(hostName),
                                                values.get(dataDirectory),
                                                values.get(listeners),
                                                values.get(certificate),
                                                values.get(moreCertificates),
                                                values.get(clientAuthorities),
                                                values.get(metrics),
                                                values.get(dns),
                                                values.get(storage),
                                                values.get(masterKey),
                                                values.get(antivirus),
                                                values.get(unpack));
                            })
                    .check(ListenerSection::checkAddresses)
                    .check(ListenerSection::checkTls);

    private NodeSection() {}
}
