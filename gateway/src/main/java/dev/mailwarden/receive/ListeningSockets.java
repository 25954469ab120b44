package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a node's listeners, bound before anything is built that must know where this
 * gateway listens, and before rights are dropped. Clients wait in the backlog until {@link
 * Smtpd#start}.
 */
public final class ListeningSockets {

    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);

    /** Connections that wait to be accepted, on each listener. */
    private static final int BACKLOG = 1024;

    private final Node node;
    private final List<Bound> bound = new ArrayList<>();

    /** A listener and its socket. */
    record Bound(Listener listener, ServerSocket socket) {}

    private ListeningSockets(Node node) {
        this.node = node;
    }

    /**
     * Binds every listener of a node.
     *
     * @throws IOException if one cannot be bound; nothing is left open
     */
    public static ListeningSockets bind(Node node) throws IOException {
        ListeningSockets sockets = new ListeningSockets(node);
        try {
            for (Listener listener : node.listeners()) {
                sockets.bound.add(new Bound(listener, bind(listener)));
            }
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
        return sockets;
    }

    private static ServerSocket bind(Listener listener) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(listener.address(), BACKLOG);
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "listener %s cannot use %s: %s"
                            .formatted(listener.name(), listener.address(), e.getMessage()),
                    e);
        }
    }

    Node node() {
        return node;
    }

    List<Bound> bound() {
        return bound;
    }

    /**
     * Where this gateway listens, with the ports that the system chose where any free one was asked
     * for.
     */
    public List<InetSocketAddress> addresses() {
        return bound.stream()
                .map(b -> (InetSocketAddress) b.socket().getLocalSocketAddress())
                .toList();
    }

    /** Closes the sockets, where nobody serves them. */
    void close() {
        for (Bound one : bound) {
            try {
                one.socket().close();
            } catch (IOException e) {
                LOG.warn("listener {} not closed well", one.listener().name(), e);
            }
        }
    }
}
