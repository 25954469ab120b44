package dev.mailwarden.scan.clamd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks clamd's protocol, and does with a stream what a test wants. */
final class FakeClamd implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile Behaviour behaviour;

    /** What it does with a stream. */
    @FunctionalInterface
    interface Behaviour {

        /** Reads a stream, or not. {@return whether the session goes on} */
        boolean on(int number, DataInputStream in, OutputStream out) throws IOException;
    }

    FakeClamd(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** {@return one that reads everything and then says this} */
    static Behaviour saying(String reply) {
        return (number, in, out) -> {
            readStream(in);
            reply(out, number + ": " + reply);
            return true;
        };
    }

    static byte[] readStream(DataInputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            all.write(in.readNBytes(length));
        }
        return all.toByteArray();
    }

    static void reply(OutputStream out, String line) throws IOException {
        out.write((line + "\0").getBytes(US_ASCII));
        out.flush();
    }

    SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    void behave(Behaviour other) {
        behaviour = other;
    }

    int connections() {
        return connections.get();
    }

    int streams() {
        return streams.get();
    }

    /** Hangs up on everybody. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            int number = 0;
            boolean asked = false;
            boolean goesOn = true;
            while (goesOn) {
                String command = command(in);
                switch (command) {
                    case "zIDSESSION" -> {}
                    case "zVERSION" -> {
                        number++;
                        asked = true;
                        reply(out, number + ": ClamAV 1.4.3/27810/Sat Nov 15 08:12:45 2025");
                    }
                    case "zINSTREAM" -> {
                        number++;
                        if (number == 2 && asked) { // it tries how honest we are
                            readStream(in);
                            reply(out, "2: stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND");
                        } else {
                            streams.incrementAndGet();
                            goesOn = behaviour.on(number, in, out);
                        }
                    }
                    default -> throw new IOException("no command: " + command);
                }
            }
        } catch (EOFException _) {
            // the client has left
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String command(DataInputStream in) throws IOException {
        var command = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != 0; c = in.readUnsignedByte()) {
            command.append((char) c);
        }
        return command.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
        threads.shutdownNow();
    }
}
