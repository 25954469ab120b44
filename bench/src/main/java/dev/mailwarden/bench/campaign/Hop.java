package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Mailroom;
import dev.mailwarden.bench.load.SinkServer;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.util.Optional;

/** A next hop within this process that can be up or down: then connections to it are refused. */
final class Hop implements AutoCloseable {

    private final int port;
    private final Mailroom mailroom;
    private Optional<SinkServer> server = Optional.empty();

    Hop(Mailroom mailroom) throws IOException {
        this.port = Ports.free();
        this.mailroom = mailroom;
    }

    int port() {
        return port;
    }

    void up() throws IOException {
        if (server.isEmpty()) {
            server = Optional.of(new SinkServer("0.0.0.0", port, true, mailroom));
        }
    }

    void down() {
        server.ifPresent(SinkServer::close);
        server = Optional.empty();
    }

    @Override
    public void close() {
        down();
    }
}
