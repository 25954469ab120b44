package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Network;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node needs to start: where it keeps its data and where it listens.
 *
 * @param hostName the name in greetings, {@code Received} and EHLO
 * @param dataDirectory absolute; holds the spool, the journal, the logs and the control socket
 * @param listeners at least one
 * @param certificate for STARTTLS and implicit TLS; without it no listener offers TLS
 * @param moreCertificates shown instead to clients that ask for one of their names
 * @param clientAuthorities PEM file of those whose certificates for clients are believed
 * @param metrics where Prometheus metrics are served, normally on loopback; empty for nowhere
 * @param dns whom names are asked of
 * @param storage where what is kept is kept
 * @param masterKey the file of the key that wraps the keys of stores; see {@link #masterKeyFile}
 * @param antivirus engines of the antivirus module
 * @param unpack what opens containers
 */
public record Node(
        Domain hostName,
        Path dataDirectory,
        List<Listener> listeners,
        Optional<Certificate> certificate,
        List<Certificate> moreCertificates,
        Optional<Path> clientAuthorities,
        Optional<InetSocketAddress> metrics,
        Dns dns,
        Storage storage,
        Optional<Path> masterKey,
        Antivirus antivirus,
        Unpack unpack) {

    /** What systemd calls the master key if it hands it over. */
    public static final String MASTER_KEY_CREDENTIAL = "mailwarden-master-key";

    public Node {
        listeners = List.copyOf(listeners);
        moreCertificates = List.copyOf(moreCertificates);
    }

    /**
     * {@return the file of the master key: the one set, or else the one that systemd hands over}
     */
    public Optional<Path> masterKeyFile() {
        return masterKey.or(() -> SystemdCredential.path(MASTER_KEY_CREDENTIAL));
    }

    /**
     * The engine of the stores.
     *
     * @param url of PostgreSQL's database
     * @param passwordFile readable by the gateway's account only
     */
    public record Storage(
            Engine engine,
            Optional<String> url,
            Optional<String> user,
            Optional<Path> passwordFile) {

        /** What a node has that says nothing of it. */
        public static final Storage EMBEDDED =
                new Storage(Engine.EMBEDDED, Optional.empty(), Optional.empty(), Optional.empty());

        /** The two engines. */
        public enum Engine {
            EMBEDDED,
            POSTGRESQL
        }
    }

    /**
     * A PEM certificate chain and its private key (PKCS#8 PEM).
     *
     * @param key readable by the gateway's account only
     */
    public record Certificate(Path chain, Path key) {}

    /**
     * Recursive name servers.
     *
     * @param servers in the order in which they are asked; none: those of the operating system
     * @param timeout longest wait for one look-up with all its repetitions, 10 seconds by default
     */
    public record Dns(List<InetSocketAddress> servers, Duration timeout) {

        /** What a node has that says nothing of it. */
        public static final Dns OF_SYSTEM = new Dns(List.of(), Duration.ofSeconds(10));

        public Dns {
            servers = List.copyOf(servers);
        }
    }

    /**
     * Engines of the antivirus module.
     *
     * @param clamd ClamAV's daemon, if there is one
     */
    public record Antivirus(Optional<Clamd> clamd) {

        /** What a node has that says nothing of it: malware is not looked for. */
        public static final Antivirus NONE = new Antivirus(Optional.empty());
    }

    /**
     * How ClamAV's daemon is reached.
     *
     * @param address of a Unix socket or of a host
     * @param internalNetworks that mail may cross in clear
     * @param connections at once
     * @param timeout of one answer
     * @param maxSize octets of what is sent at once; more is an error
     */
    public record Clamd(
            SocketAddress address,
            List<Network> internalNetworks,
            int connections,
            Duration timeout,
            long maxSize) {

        public Clamd {
            internalNetworks = List.copyOf(internalNetworks);
        }
    }

    /**
     * The processes that open containers.
     *
     * @param workers at once
     */
    public record Unpack(int workers, Confinement confinement) {

        /** What a node has that says nothing of it. */
        public static final Unpack DEFAULT = new Unpack(2, Confinement.REQUIRED);

        /** What is done where the kernel lacks a part of what confines them. */
        public enum Confinement {
            /** Nothing is opened, and mail with containers cannot be scanned. */
            REQUIRED,
            /** They work with what there is. */
            AVAILABLE
        }
    }
}
