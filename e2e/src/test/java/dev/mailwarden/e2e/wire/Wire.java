package dev.mailwarden.e2e.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One connection, from either side. Reads strictly: a line ends with CRLF and has at most {@value
 * #MAX_LINE} octets. For one thread.
 */
public final class Wire implements Closeable {

    private static final int MAX_LINE = 100_000;

    private static final int MAX_LINES = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    /** Connects to a port of 127.0.0.1, which must answer within a minute. */
    public static Wire connect(int port) throws IOException {
        return connect("127.0.0.1", port);
    }

    /** The same from another address of the loopback, such as {@code 127.0.0.9}. */
    public static Wire connect(String client, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(client), 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) PATIENCE.toMillis());
            return over(socket, PATIENCE);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Speaks over an accepted connection. */
    public static Wire over(Socket socket, Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return new Wire(socket);
    }

    /** Bounds every later read. */
    public void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** Writes octets in one go. */
    public void write(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Writes a line as UTF-8 and its CRLF. */
    public void line(String text) throws IOException {
        write((text + "\r\n").getBytes(UTF_8));
    }

    /** Reads to the next CRLF, which is not returned; a bare LF is part of the line. */
    public String readLine() throws IOException {
        var line = new ByteArrayOutputStream(128);
        int last = -1;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("closed after: " + line.toString(UTF_8));
            }
            if (last == '\r' && octet == '\n') {
                byte[] octets = line.toByteArray();
                return new String(octets, 0, octets.length - 1, UTF_8);
            }
            if (line.size() >= MAX_LINE) {
                throw new IOException("line of more than " + MAX_LINE + " octets");
            }
            line.write(octet);
            last = octet;
        }
    }

    /** Reads one octet, -1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** Reads exactly so many octets. */
    public byte[] read(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("closed after " + octets.length + " of " + count + " octets");
        }
        return octets;
    }

    /** Reads one reply: lines with a hyphen after the code, then one without. */
    public List<String> readReply() throws IOException {
        var lines = new ArrayList<String>();
        String line = readLine();
        lines.add(line);
        while (line.length() > 3 && line.charAt(3) == '-') {
            if (lines.size() >= MAX_LINES) {
                throw new IOException("reply of more than " + MAX_LINES + " lines");
            }
            line = readLine();
            lines.add(line);
        }
        return lines;
    }

    /** Sends a command and returns the last line of its reply. */
    public String command(String text) throws IOException {
        line(text);
        return readReply().getLast();
    }

    /** Whether nothing arrives for as long as this. */
    public boolean quietFor(Duration time) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout((int) time.toMillis());
        in.mark(1);
        try {
            boolean quiet = in.read() < 0;
            in.reset();
            return quiet;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    /** Whether the other side closes without saying anything more. */
    public boolean ends() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset is an end too
        }
    }

    /** Shakes hands as client, trusting anything. */
    public void startTls() throws IOException {
        nothingInClear();
        handshake(TestTls.trustingClient(), true);
    }

    /** Shakes hands as server, after the reply to STARTTLS. */
    public void acceptTls(SSLContext context) throws IOException {
        nothingInClear();
        handshake(context, false);
    }

    /**
     * Shakes hands as server of a connection that begins with TLS: its first octets may be here.
     */
    public void acceptImplicitTls(SSLContext context) throws IOException {
        handshake(context, false);
    }

    private void nothingInClear() throws IOException {
        if (in.available() > 0) {
            throw new IOException("octets in clear before the TLS handshake");
        }
    }

    private void handshake(SSLContext context, boolean client) throws IOException {
        var address = (InetSocketAddress) socket.getRemoteSocketAddress();
        var tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket, address.getHostString(), address.getPort(), true);
        tls.setUseClientMode(client);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream(), 1 << 16);
        out = tls.getOutputStream();
    }

    /** Closes so that the other side sees a reset rather than an orderly end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
