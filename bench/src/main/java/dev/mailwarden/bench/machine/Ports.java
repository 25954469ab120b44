package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback. */
public final class Ports {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private Ports() {}

    /**
     * {@return a port on which nothing listens at the moment, given out once, and below those that
     * the system gives to outgoing connections, so that none of these takes it meanwhile}
     */
    public static int free() throws IOException {
        while (true) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (var _ = new ServerSocket(port, 1, LOOPBACK)) {
                return port;
            } catch (BindException e) {
                // taken: the next one may not be
            }
        }
    }

    /** {@return the address of a port} */
    public static InetSocketAddress at(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    /** {@return whether an SMTP server greets with 220 there, within a second} */
    static boolean greets(int port) {
        try (var socket = new Socket()) {
            socket.connect(at(port), 1000);
            socket.setSoTimeout(1000);
            byte[] code = socket.getInputStream().readNBytes(3);
            if (!new String(code, StandardCharsets.US_ASCII).equals("220")) {
                return false;
            }
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until an SMTP server greets. */
    static void awaitGreeting(int port, ProcessGroup server, Duration limit)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!greets(port)) {
            if (!server.isAlive()) {
                throw new IOException(
                        "the server ended with " + server.exitCode() + ": " + server.said());
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IOException("no greeting within " + limit + ": " + server.said());
            }
            Thread.sleep(2);
        }
    }
}
