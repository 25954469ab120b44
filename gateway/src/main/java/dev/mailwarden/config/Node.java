package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a node needs to start: where it keeps its data and where it listens.
 *
 * @param hostName the name in greetings, {@code Received} and EHLO
 * @param dataDirectory absolute; holds the spool, the journal, the logs and the control socket
 * @param listeners at least one
 * @param certificate for STARTTLS and implicit TLS; without it no listener offers TLS
 * @param metrics where Prometheus metrics are served, normally on loopback; empty for nowhere
 */
public record Node(
        Domain hostName,
        Path dataDirectory,
        List<Listener> listeners,
        Optional<Certificate> certificate,
        Optional<InetSocketAddress> metrics) {

    public Node {
        listeners = List.copyOf(listeners);
    }

    /**
     * A PEM certificate chain and its private key (PKCS#8 PEM).
     *
     * @param key readable by the gateway's account only
     */
    public record Certificate(Path chain, Path key) {}
}
