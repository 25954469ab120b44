package dev.mailwarden.deliver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that says what its script says. One script a connection, in order; the last one serves
 * all further connections.
 *
 * <pre>
 * S: 250 ok      sends a line; \r \n and \0 can be written, CRLF is added
 * S* 250-        sends the line again and again until the client goes away
 * S&lt; 25          sends without CRLF
 * FLOOD x        sends the text again and again, without line ends
 * C: MAIL FROM   reads a line that begins so
 * M              reads a message up to the final dot
 * B              reads BDAT and its octets
 * TLS            does the handshake
 * DROP           closes
 * RESET          closes with RST
 * STALL          says nothing until the client goes away
 * FREEZE         does not even read
 * PAUSE          waits until the test lets it go on
 * </pre>
 *
 * At the end of its script it reads on until QUIT or the end of the connection.
 */
final class ScriptedServer implements AutoCloseable {

    /** What the client did that the script did not expect. */
    final List<String> surprises = new CopyOnWriteArrayList<>();

    /** Every line the client sent, content left out. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    /** Whole messages, dots still doubled where they came by DATA. */
    final List<String> messages = new CopyOnWriteArrayList<>();

    /** Addresses the connections came from. */
    final List<String> peers = new CopyOnWriteArrayList<>();

    final AtomicInteger connectionCount = new AtomicInteger();

    private final ServerSocket listener;
    private final List<String> scripts;
    private final SSLContext tls;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch paused = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private ScriptedServer(ServerSocket listener, SSLContext tls, List<String> scripts) {
        this.listener = listener;
        this.scripts = scripts;
        this.tls = tls;
        Thread.ofVirtual().start(this::accept);
    }

    static ScriptedServer running(String... scripts) {
        return at("127.0.0.1", 0, TestTls.context(), scripts);
    }

    static ScriptedServer at(String address, int port, SSLContext tls, String... scripts) {
        try {
            ServerSocket listener = new ServerSocket(port, 50, InetAddress.ofLiteral(address));
            return new ScriptedServer(listener, tls, List.of(scripts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    void awaitStall() throws InterruptedException {
        stalled.await();
    }

    void awaitPause() throws InterruptedException {
        paused.await();
    }

    void goOn() {
        goOn.countDown();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                peers.add(socket.getInetAddress().getHostAddress());
                int number = connectionCount.getAndIncrement();
                open.add(socket);
                Thread.ofVirtual()
                        .start(() ->
                                serve(socket, scripts.get(Math.min(number, scripts.size() - 1))));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void serve(Socket socket, String script) {
        try (socket) {
            Session session = new Session(socket);
            for (String line : script.lines().filter(l -> !l.isBlank()).toList()) {
                if (!session.step(line.strip())) {
                    return;
                }
            }
            session.drain();
        } catch (IOException | InterruptedException e) {
            heard.add("(connection ended: " + e.getMessage() + ")");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        frozen.countDown();
        goOn.countDown();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private final class Session {
        private final Socket plain;
        private Socket socket;
        private InputStream in;

        Session(Socket socket) throws IOException {
            this.plain = socket;
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        boolean step(String line) throws IOException, InterruptedException {
            String argument = line.length() > 3 ? line.substring(3) : "";
            String verb = line.length() > 2 ? line.substring(0, 2) : line;
            switch (verb) {
                case "S:" -> send(unescaped(argument) + "\r\n");
                case "S<" -> send(unescaped(argument));
                case "S*" -> sendForEver(unescaped(argument) + "\r\n");
                case "FR" -> {
                    stalled.countDown();
                    frozen.await();
                    return false;
                }
                case "PA" -> {
                    paused.countDown();
                    goOn.await();
                }
                case "FL" -> sendForEver(unescaped(line.substring("FLOOD ".length())));
                case "C:" -> expect(argument);
                case "M" -> messages.add(message());
                case "B" -> messages.add(chunk());
                case "TL" -> startTls();
                case "DR" -> {
                    return false;
                }
                case "RE" -> {
                    plain.setSoLinger(true, 0);
                    plain.close();
                    return false;
                }
                case "ST" -> {
                    stalled.countDown();
                    drainSilently();
                    return false;
                }
                default -> throw new IllegalArgumentException("not a step: " + line);
            }
            return true;
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        private void sendForEver(String text) throws IOException {
            while (true) {
                send(text.repeat(20));
            }
        }

        private void expect(String prefix) throws IOException {
            String line = line();
            heard.add(line);
            if (!line.startsWith(prefix)) {
                surprises.add("expected " + prefix + ", heard " + line);
            }
        }

        private void startTls() throws IOException {
            SSLSocket secured =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(plain, plain.getInputStream(), true);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
        }

        private String message() throws IOException {
            StringBuilder message = new StringBuilder();
            while (true) {
                String line = line();
                if (line.equals(".")) {
                    return message.toString();
                }
                message.append(line).append("\r\n");
            }
        }

        private String chunk() throws IOException {
            String line = line();
            heard.add(line);
            if (!line.startsWith("BDAT ")) {
                surprises.add("expected BDAT, heard " + line);
                return "";
            }
            int size = Integer.parseInt(line.split(" ", -1)[1]);
            byte[] octets = in.readNBytes(size);
            if (octets.length < size) {
                throw new EOFException("cut chunk");
            }
            return new String(octets, StandardCharsets.ISO_8859_1);
        }

        private void drain() throws IOException {
            while (true) {
                String line = line();
                heard.add(line);
                if (line.equals("QUIT")) {
                    send("221 bye\r\n");
                    return;
                }
                surprises.add("not in the script: " + line);
            }
        }

        private void drainSilently() throws IOException {
            while (in.read() >= 0) {
                // What the client says to a silent server does not matter.
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int octet;
            while ((octet = in.read()) >= 0) {
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(octet);
            }
            throw new EOFException("client went away");
        }

        private static String unescaped(String text) {
            return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        }
    }
}
