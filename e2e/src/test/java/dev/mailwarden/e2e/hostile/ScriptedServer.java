package dev.mailwarden.e2e.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.e2e.wire.TestTls;
import dev.mailwarden.e2e.wire.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that answers as a {@code starttls-client} trick says and notes what it hears. */
final class ScriptedServer implements Closeable {

    private static final Pattern MARK = Pattern.compile("\\[(TLS|CLOSE|SILENT|PAUSE)\\]");
    private static final Map<String, String> GOOD =
            Map.of(
                    "greeting", "220 recorder.example ESMTP\r\n",
                    "on EHLO", "250-recorder.example\r\n250 STARTTLS\r\n",
                    "on STARTTLS", "220 2.0.0 ready\r\n[TLS]",
                    "tls EHLO", "250 recorder.example\r\n",
                    "QUIT", "221 2.0.0 bye\r\n[CLOSE]",
                    "DATA", "354 go on\r\n");

    private final Trick trick;
    private final TestTls certificate;
    private final ServerSocket listener;
    private final List<String> heard = new ArrayList<>();
    private boolean finished;

    private ScriptedServer(Trick trick, TestTls certificate) throws IOException {
        this.trick = trick;
        this.certificate = certificate;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static ScriptedServer start(Trick trick, TestTls certificate) throws IOException {
        var server = new ScriptedServer(trick, certificate);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    Trick trick() {
        return trick;
    }

    /** Whether at least one session has come to its end. */
    synchronized boolean finished() {
        return finished;
    }

    /** Commands in clear begin with {@code on}, those inside TLS with {@code tls}. */
    synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    private synchronized void note(String line) {
        heard.add(line);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept();
                    Wire wire = Wire.over(socket, Duration.ofSeconds(60))) {
                serve(wire);
            } catch (IOException e) {
                note("# " + e.getMessage()); // the client may leave whenever it likes
            }
            synchronized (this) {
                finished = true;
            }
        }
    }

    private void serve(Wire wire) throws IOException {
        boolean tls = false;
        boolean data = false;
        boolean open = say(wire, answer("greeting", "greeting"));
        while (open) {
            String line = wire.readLine();
            if (data) {
                data = !line.equals(".");
                open = data || say(wire, "250 2.0.0 taken\r\n");
                continue;
            }
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            String step = (tls ? "tls " : "on ") + verb;
            note(step);
            String answer = answer(step, verb);
            open = say(wire, answer);
            data = verb.equals("DATA") && answer.startsWith("354");
            if (answer.contains("[TLS]")) {
                wire.acceptTls(certificate.server());
                tls = true;
            }
        }
    }

    private String answer(String step, String verb) {
        String scripted = trick.answers().get(step);
        if (scripted != null) {
            return scripted;
        }
        return GOOD.getOrDefault(step, GOOD.getOrDefault(verb, "250 2.0.0 ok\r\n"));
    }

    /** Says what stands between the marks; returns whether the session goes on. */
    private static boolean say(Wire wire, String answer) throws IOException {
        Matcher mark = MARK.matcher(answer);
        int from = 0;
        boolean open = true;
        while (mark.find()) {
            wire.write(answer.substring(from, mark.start()).getBytes(ISO_8859_1));
            from = mark.end();
            if (mark.group(1).equals("PAUSE")) {
                wire.quietFor(Duration.ofMillis(50));
            }
            open &= !mark.group(1).equals("CLOSE");
        }
        wire.write(answer.substring(from).getBytes(ISO_8859_1));
        return open;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
