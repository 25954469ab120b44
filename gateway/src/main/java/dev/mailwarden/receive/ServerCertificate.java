package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Node;
import java.io.IOException;
import java.util.Optional;

/**
 * The certificates that clients are shown, and the authorities for theirs, read again when the
 * administrator has renewed it. A session keeps the one that it began with. Safe for any number of
 * threads.
 */
public final class ServerCertificate {

    private final Node node;
    private volatile Optional<ServerTls> tls;

    private ServerCertificate(Node node) throws IOException {
        this.node = node;
        this.tls = read();
    }

    static ServerCertificate of(Node node) throws IOException {
        ServerCertificate certificate = new ServerCertificate(node);
        for (Listener listener : node.listeners()) {
            certificate.demandFor(listener);
        }
        return certificate;
    }

    private void demandFor(Listener listener) throws IOException {
        for (Listener.TlsRule rule : listener.tlsRules()) {
            boolean needed =
                    switch (rule.tls()) {
                        case NONE, ATTEMPT -> false;
                        case REQUIRE, IMPLICIT -> true;
                    };
            if (needed && tls.isEmpty()) {
                throw new IOException("listener " + listener.name() + " needs a certificate");
            }
        }
    }

    /** TLS with the certificate in force, or empty if there is none. */
    Optional<ServerTls> tls() {
        return tls;
    }

    /**
     * Reads the files again; sessions that begin from now on use what is in them.
     *
     * @throws IOException if they cannot be used; the message names the file, and the certificate
     *     of before stays in force
     */
    public void renew() throws IOException {
        tls = read();
    }

    private Optional<ServerTls> read() throws IOException {
        return node.certificate().isPresent()
                ? Optional.of(ServerTls.read(node.certificate().get(), node))
                : Optional.empty();
    }
}
