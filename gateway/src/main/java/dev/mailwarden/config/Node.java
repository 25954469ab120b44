package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import java.net.InetSocketAddress;
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
        Optional<Path> masterKey) {

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

    /** Whether anything is said of stores. */
    boolean asksForStores() {
        return masterKey.isPresent() || !storage.equals(Storage.EMBEDDED);
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
}
