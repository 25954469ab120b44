package dev.mailwarden.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An SMTP server that takes everything and hands it to a {@link Mailroom}. */
public final class SinkServer implements AutoCloseable {

    private final EventLoop loop = new EventLoop("sink");
    private final InetSocketAddress address;

    /**
     * Starts listening.
     *
     * @param host a loopback address, or 0.0.0.0 to be reached by all of 127.0.0.0/8
     * @param port 0 for any free one
     * @param chunking whether BDAT is offered
     */
    public SinkServer(String host, int port, boolean chunking, Mailroom mailroom)
            throws IOException {
        address =
                loop.listen(
                        new InetSocketAddress(InetAddress.ofLiteral(host), port),
                        connection -> new SinkSession(connection, mailroom, chunking));
    }

    /** {@return where it listens} */
    public int port() {
        return address.getPort();
    }

    /** Stops listening and drops every connection. */
    @Override
    public void close() {
        loop.close();
    }
}
