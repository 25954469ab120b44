package dev.mailwarden.deliver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fake server of the NO STARTTLS suite, as far as SMTP delivery meets it: its file is a Rusty
 * Object Notation record of what differs from an ordinary server.
 */
final class RonServer implements AutoCloseable {

    private static final Pattern TEXT_FIELD = Pattern.compile("(\\w+):\\s*\"([^\"]*)\"");
    private static final Pattern OVERRIDE = Pattern.compile("\"(\\w+)\":\\s*\"([^\"]*)\"");
    private static final Pattern HIDDEN = Pattern.compile("hide_commands:\\s*\\[([^]]*)]");

    /** What the client said in clear, and under TLS. */
    final List<String> clear = new CopyOnWriteArrayList<>();

    final List<String> secured = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final Map<String, String> overrides = new HashMap<>();
    private final boolean offersTls;
    private final boolean makesTransition;
    private final String greeting;
    private final String startTlsReply;

    private RonServer(String ron, boolean injecting) throws IOException {
        String text = ron.replaceAll("(?m)^\\s*//.*$", "");
        Map<String, String> fields = new HashMap<>();
        Matcher field = TEXT_FIELD.matcher(text);
        while (field.find()) {
            fields.put(field.group(1), unescaped(field.group(2)));
        }
        Matcher override = OVERRIDE.matcher(text);
        while (override.find()) {
            overrides.put(override.group(1).toUpperCase(Locale.ROOT), unescaped(override.group(2)));
        }
        Matcher hidden = HIDDEN.matcher(text);
        if (hidden.find()) {
            for (String name : hidden.group(1).split(",", -1)) {
                overrides.put(
                        name.replace("\"", "").strip().toUpperCase(Locale.ROOT),
                        "500 Syntax error, command unrecognized\r\n");
            }
        }
        String capabilities = text.substring(text.indexOf("capabilities:"));
        offersTls = capabilities.substring(0, capabilities.indexOf(']')).contains("StartTLS");
        makesTransition =
                !text.contains("stls_make_transition: false") && !overrides.containsKey("STARTTLS");
        greeting = fields.getOrDefault("greeting", "220 example.org ESMTP\r\n");
        startTlsReply =
                fields.getOrDefault("stls_response", "220 Ready to start TLS\r\n")
                        + (injecting ? "250-example.org\r\n250 AUTH LOGIN\r\n" : "");
        listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    static RonServer of(String ron, boolean injecting) throws IOException {
        return new RonServer(ron, injecting);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Whether an honest client can come to TLS with it. */
    boolean canTls() {
        return offersTls
                && makesTransition
                && greeting.startsWith("220")
                && !overrides.containsKey("EHLO");
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            send(plain, greeting);
            if (!talk(plain, clear, offersTls)) {
                return;
            }
            Socket socket =
                    TestTls.context()
                            .getSocketFactory()
                            .createSocket(plain, plain.getInputStream(), true);
            talk(socket, secured, false);
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** {@return whether TLS is to begin} */
    private boolean talk(Socket socket, List<String> heard, boolean startTls) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (true) {
            String line = line(in);
            if (line.startsWith("\u0016")) {
                send(socket, "500 Syntax error, command unrecognized\r\n"); // to a ClientHello
                return false;
            }
            heard.add(line);
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            if (overrides.containsKey(verb)) {
                send(socket, overrides.get(verb));
                continue;
            }
            switch (verb) {
                case "EHLO" ->
                        send(
                                socket,
                                "250-example.org\r\n"
                                        + (startTls ? "250-STARTTLS\r\n" : "")
                                        + "250 AUTH PLAIN LOGIN\r\n");
                case "STARTTLS" -> {
                    send(socket, startTlsReply);
                    if (makesTransition) {
                        return true;
                    }
                }
                case "HELO", "MAIL", "RCPT", "RSET" -> send(socket, "250 OK\r\n");
                case "DATA" -> {
                    send(socket, "354 Go ahead\r\n");
                    while (!line(in).equals(".")) {
                        // The content does not matter here.
                    }
                    send(socket, "250 OK\r\n");
                }
                case "QUIT" -> {
                    send(socket, "221 Bye\r\n");
                    return false;
                }
                default -> send(socket, "500 Syntax error, command unrecognized\r\n");
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) >= 0) {
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(octet);
        }
        throw new EOFException();
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
