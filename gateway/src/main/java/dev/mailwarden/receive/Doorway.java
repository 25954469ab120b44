package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes before the first word of a session: the header of a load balancer, which says whose
 * the connection is, and the TLS that this client gets. For one thread.
 */
final class Doorway {

    private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);

    /** A balancer sends its header with the connection. */
    private static final long HEADER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Edge edge;
    private final ServerCertificate certificate;
    private final Connection connection;

    Doorway(Edge edge, ServerCertificate certificate, Connection connection) {
        this.edge = edge;
        this.certificate = certificate;
        this.connection = connection;
    }

    /** Holds the session of whoever it is. */
    void enter(Peer peer) throws IOException, InterruptedException {
        if (Network.anyContains(peer.listener().proxyFrom(), peer.address())) {
            Optional<Peer> client = behind(peer);
            if (client.isPresent()) {
                serve(client.get());
            }
        } else {
            serve(peer);
        }
    }

    private void serve(Peer peer) throws IOException, InterruptedException {
        Listener.TlsRule rule = peer.listener().tlsRule(peer.address());
        if (rule.tls() != Listener.Tls.NONE) {
            boolean ask = rule.clientCertificates() != Listener.ClientCertificates.NONE;
            certificate.tls().ifPresent(tls -> connection.offerTls(tls, ask));
        }
        if (rule.tls() == Listener.Tls.IMPLICIT) {
            connection.startTls();
        }
        new Session(edge, peer, connection).run();
    }

    /** Reads whose connection it is; empty if it was turned away. */
    private Optional<Peer> behind(Peer balancer) throws IOException {
        connection.expectInput(HEADER_NANOS, HEADER_NANOS, true);
        try {
            ProxyHeader header = ProxyHeader.read(connection.input());
            connection.expectNothing();
            return switch (header) {
                case ProxyHeader.Own() -> Optional.of(balancer);
                case ProxyHeader.Proxied(var address, var port) ->
                        counted(balancer.of(address, port));
                case ProxyHeader.Absent() -> {
                    if (connection.end() == Wire.End.TIMED_OUT) {
                        disbelieve(balancer, "no header came");
                    }
                    yield Optional.empty();
                }
            };
        } catch (ProxyHeader.MalformedException e) {
            if (connection.end() != Wire.End.STOPPING) {
                disbelieve(balancer, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private void disbelieve(Peer balancer, String why) throws IOException {
        LOG.warn(
                "listener {}: {} is in proxy-from, but {}",
                balancer.listener().name(),
                balancer.address().getHostAddress(),
                why);
        turnAway(balancer, Replies.NO_PROXY_HEADER);
    }

    private Optional<Peer> counted(Peer client) throws IOException {
        Settings settings = edge.settings().get();
        Optional<Reply> refusal =
                client.presence().moveTo(client.address(), settings, client.listener().name());
        if (refusal.isPresent()) {
            turnAway(client, refusal.get());
            return Optional.empty();
        }
        return Optional.of(client);
    }

    private void turnAway(Peer peer, Reply reply) throws IOException {
        JourneyId journey = JourneyId.of(edge.clock().instant(), edge.random());
        new Refusals(edge.ports().journal(), edge.clock(), peer.listener().name(), peer.address())
                .outside(journey, "connect", "", reply);
        if (peer.listener().tls() != Listener.Tls.IMPLICIT) {
            byte[] last =
                    (Replies.withId(reply, journey) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            connection.write(last, last.length);
        }
    }
}
