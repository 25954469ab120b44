package dev.mailwarden.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Plays a sender: writes octets as they are, also such as no honest client would. */
final class Dialogue implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    Dialogue(int port) throws IOException {
        socket = new Socket();
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
        reply();
        say("EHLO client.demo.example");
    }

    /** Sends one command and reads its reply. {@return the last line of it} */
    String say(String command) throws IOException {
        send(command + "\r\n");
        return reply();
    }

    void send(String octets) throws IOException {
        out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private String reply() throws IOException {
        while (true) {
            String line = Optional.ofNullable(in.readLine()).orElse("(connection closed)");
            if (line.length() < 4 || line.charAt(3) != '-') {
                return line;
            }
        }
    }

    /**
     * Sends a whole transaction; the first refusal ends it.
     *
     * @param octets header and body, with the end of data
     * @return the last reply
     */
    String transaction(String from, String to, String octets) throws IOException {
        for (String command :
                new String[] {"MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA"}) {
            String reply = say(command);
            if (reply.charAt(0) != '2' && reply.charAt(0) != '3') {
                return reply;
            }
        }
        send(octets);
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
