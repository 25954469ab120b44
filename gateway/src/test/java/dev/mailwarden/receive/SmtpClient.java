package dev.mailwarden.receive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client on a real socket that says literally what a test says. */
final class SmtpClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        this.in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    static SmtpClient connect(int port) throws IOException {
        return new SmtpClient(new Socket(TestSettings.address("127.0.0.1"), port));
    }

    Socket socket() {
        return socket;
    }

    void say(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The last line of the next reply; null when the server has closed. */
    @Nullable String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line;
    }

    /** Whether the server says something within two seconds. */
    boolean isSpokenToSoon() throws IOException {
        socket.setSoTimeout(2_000);
        in.mark(2); // a line feed may be left of the last line
        try {
            int octet = in.read();
            if (octet >= 0) {
                in.reset();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(20_000);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
