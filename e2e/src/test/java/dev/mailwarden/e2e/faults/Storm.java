package dev.mailwarden.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Clients that send part of a message and then wait, until they are called off. */
final class Storm implements AutoCloseable {

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<user@ours.example>\r\nDATA\r\n";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Wire> wires = new ConcurrentLinkedQueue<>();

    private Storm() {}

    /**
     * Begins one.
     *
     * @param content of each message, without its end
     */
    static Storm of(int clients, byte[] content, Site site) {
        var storm = new Storm();
        for (int i = 0; i < clients; i++) {
            storm.threads.execute(() -> storm.send(site.port("mx"), content));
        }
        return storm;
    }

    private void send(int port, byte[] content) {
        try {
            Wire wire = Wire.connect(port);
            wires.add(wire);
            wire.write(ENVELOPE.getBytes(US_ASCII));
            wire.write(content);
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // the server has ended, as it was meant to
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Wire wire : wires) {
            try {
                wire.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        threads.close();
        wires.clear();
    }
}
