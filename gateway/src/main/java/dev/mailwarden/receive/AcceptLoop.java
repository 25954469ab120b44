package dev.mailwarden.receive;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections from one listening socket. When the process has no descriptor left, it pauses
 * and tries again; clients wait in the backlog meanwhile.
 */
final class AcceptLoop {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptLoop.class);

    /** Short, so that mail flows again within a second of a descriptor becoming free. */
    private static final long PAUSE_MILLIS = 250;

    private final String name;
    private final ServerSocket server;
    private final Consumer<Socket> newcomers;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    AcceptLoop(String name, ServerSocket server, Consumer<Socket> newcomers) {
        this.name = name;
        this.server = server;
        this.newcomers = newcomers;
        this.thread = Thread.ofPlatform().name("smtp-accept-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String name() {
        return name;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Takes no more connections; those in the backlog are refused by the system. */
    void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("listener {} not closed well", name, e);
        }
    }

    private void run() {
        boolean paused = false;
        try {
            while (!server.isClosed()) {
                try {
                    newcomers.accept(server.accept());
                    paused = false;
                } catch (IOException | RuntimeException e) {
                    paused = paused || report(e);
                    closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once for a row of failures, not four times a second. */
    private boolean report(Exception e) {
        if (!server.isClosed()) {
            LOG.error("listener {} pauses: {}", name, e.toString());
        }
        return true;
    }
}
