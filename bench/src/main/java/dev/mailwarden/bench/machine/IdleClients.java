package dev.mailwarden.bench.machine;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.mailwarden.bench.load.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * SMTP clients that say EHLO and then nothing, each from one of many addresses of the loopback, so
 * that there are ports enough.
 */
public final class IdleClients implements AutoCloseable {

    private static final int ADDRESSES = 200;
    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private final TlsClient tls = TlsClient.of("TLSv1.3");
    private final List<Socket> sockets = new ArrayList<>();

    /** None yet. */
    public IdleClients(int port) {
        this.port = port;
    }

    /** {@return how many files and sockets this process may have open} */
    public static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }

    /** Opens some more. */
    public void open(int count, boolean encrypted) throws IOException {
        for (int i = 0; i < count; i++) {
            open(encrypted);
        }
    }

    private void open(boolean encrypted) throws IOException {
        int number = sockets.size();
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        var from = InetAddress.ofLiteral("127.0.1." + (1 + number % ADDRESSES));
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(Ports.at(port), PATIENCE_MILLIS);
        expect(socket, 220);
        say(socket, "EHLO idle.example");
        if (encrypted) {
            say(socket, "STARTTLS", 220);
            // each is a peer of its own, so that none resumes the session of another
            Socket secure = tls.secure(socket, "idle" + number);
            sockets.set(number, secure);
            say(secure, "EHLO idle.example");
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        say(socket, line, 250);
    }

    private static void say(Socket socket, String line, int code) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(socket, code);
    }

    private static void expect(Socket socket, int code) throws IOException {
        InputStream in = socket.getInputStream();
        String line;
        do {
            line = line(in);
            if (!line.startsWith(Integer.toString(code))) {
                throw new IOException("not " + code + " but: " + line);
            }
        } while (line.charAt(3) == '-');
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server has closed after: " + line);
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /** They leave without a word. */
    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
