package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SMTP server: accepts on listening sockets, a virtual thread for each connection. */
public final class Smtpd {

    private static final Logger LOG = LoggerFactory.getLogger(Smtpd.class);

    /** Large arrays for content: 16 MiB in all. */
    private static final int DATA_BUFFERS = 256;

    private final Edge edge;
    private final ServerCertificate certificate;
    private final Clients clients;
    private final DeadlineKeeper keeper;
    private final List<AcceptLoop> loops = new ArrayList<>();
    private final Map<Connection, Thread> sessions = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private Smtpd(Edge edge, ListeningSockets sockets, ServerCertificate certificate) {
        this.edge = edge;
        this.certificate = certificate;
        this.clients = new Clients(edge.ticker(), Descriptors.forConnections());
        Load load = new Load(this::isBusy);
        this.keeper =
                new DeadlineKeeper(edge.ticker(), () -> load.isHigh(edge.ticker().getAsLong()));
        keeper.watch(clients);
        keeper.watch(
                new Room(
                        clients::connections,
                        () -> clients.most(edge.settings().get().limits()),
                        sessions.keySet()));
        for (ListeningSockets.Bound bound : sockets.bound()) {
            Listener listener = bound.listener();
            loops.add(
                    new AcceptLoop(
                            listener.name(), bound.socket(), socket -> welcome(listener, socket)));
        }
    }

    /**
     * Makes a server for sockets that are bound.
     *
     * @param settings the snapshot in force; asked for each connection and each transaction
     * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
     * @param random safe for any number of threads
     * @throws IOException if the certificate is missing or cannot be used; the sockets are closed
     */
    public static Smtpd open(
            ListeningSockets sockets,
            Supplier<Settings> settings,
            Ports ports,
            InstantSource clock,
            LongSupplier ticker,
            RandomGenerator random)
            throws IOException {
        Edge edge =
                new Edge(
                        sockets.node().hostName(),
                        settings,
                        ports,
                        new DataBuffers(DATA_BUFFERS),
                        clock,
                        ticker,
                        random);
        try {
            return new Smtpd(edge, sockets, ServerCertificate.of(sockets.node()));
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
    }

    /** Lets clients in. */
    public void start() {
        keeper.start();
        loops.forEach(AcceptLoop::start);
    }

    /** The port of each listener by its name, for those that asked for any free one. */
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        loops.forEach(loop -> ports.put(loop.name(), loop.port()));
        return ports;
    }

    /** The certificate that clients see. */
    public ServerCertificate certificate() {
        return certificate;
    }

    /** Connections open now. */
    public int connections() {
        return clients.connections();
    }

    /**
     * Lets nobody in any more, ends idle sessions with 421, and gives the others some time to end
     * their transaction (O-10). Those that take longer are broken off: nothing of theirs was
     * accepted.
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping = true;
        loops.forEach(AcceptLoop::close);
        sessions.keySet().forEach(Connection::stop);
        long end = edge.ticker().getAsLong() + grace.toNanos();
        for (Thread session : sessions.values()) {
            session.join(Duration.ofNanos(Math.max(1, end - edge.ticker().getAsLong())));
        }
        sessions.keySet().forEach(Connection::close);
        for (Thread session : sessions.values()) {
            session.join();
        }
        keeper.close();
    }

    private void welcome(Listener listener, Socket socket) {
        Settings settings = edge.settings().get();
        switch (admit(listener, socket.getInetAddress(), settings)) {
            case Clients.Admitted.No(var reply) -> turnAway(listener, socket, reply);
            case Clients.Admitted.Yes(var presence) -> {
                Optional<Reply> refusal = refuseForOverload();
                if (refusal.isPresent()) {
                    presence.end();
                    turnAway(listener, socket, refusal.get());
                } else {
                    begin(listener, socket, presence);
                }
            }
        }
    }

    /** A server in front is not a client: it brings the connections of many. */
    private Clients.Admitted admit(Listener listener, InetAddress peer, Settings settings) {
        boolean front =
                Network.anyContains(listener.proxyFrom(), peer)
                        || Network.anyContains(listener.xclientFrom(), peer);
        return front
                ? clients.admitUnnamed(settings.limits())
                : clients.admit(peer, settings, listener.name());
    }

    private Optional<Reply> refuseForOverload() {
        try {
            return edge.ports().admission().refuseConnection();
        } catch (RuntimeException e) {
            LOG.error("admission of a connection failed", e);
            return Optional.of(Replies.STOPPING);
        }
    }

    /** Says why, which a fresh socket always has room for, and closes. */
    private void turnAway(Listener listener, Socket socket, Reply reply) {
        JourneyId journey = JourneyId.of(edge.clock().instant(), edge.random());
        Reply answer = Replies.withId(reply, journey);
        try (socket) {
            if (listener.tls() != Listener.Tls.IMPLICIT) {
                socket.getOutputStream()
                        .write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            LOG.debug("{} did not wait for its 421: {}", socket.getInetAddress(), e.toString());
        }
        new Refusals(edge.ports().journal(), edge.clock(), listener.name(), socket.getInetAddress())
                .outside(journey, "connect", "", reply);
    }

    private void begin(Listener listener, Socket socket, Clients.Presence presence) {
        try {
            socket.setTcpNoDelay(true);
            Connection connection = new Connection(socket, edge.ticker());
            Peer peer = new Peer(listener, socket.getInetAddress(), socket.getPort(), presence);
            Thread thread =
                    Thread.ofVirtual()
                            .name("smtp-", socket.getPort())
                            .unstarted(() -> talk(connection, peer));
            sessions.put(connection, thread);
            keeper.watch(connection);
            thread.start();
            if (stopping) {
                connection.stop();
            }
        } catch (IOException e) {
            presence.end();
            LOG.debug("{} was gone at once: {}", socket.getInetAddress(), e.toString());
        }
    }

    private void talk(Connection connection, Peer peer) {
        try {
            new Doorway(edge, certificate, connection).enter(peer);
            connection.finish();
        } catch (IOException e) {
            LOG.debug("connection of {} broke: {}", peer.address(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("session of {} failed", peer.address(), e);
        } finally {
            connection.close();
            keeper.forget(connection);
            sessions.remove(connection);
            peer.presence().end();
        }
    }

    private boolean isBusy() {
        return clients.isBusy(edge.settings().get().limits()) || refuseForOverload().isPresent();
    }
}
