package dev.mailwarden.deliver;

import dev.mailwarden.message.Route.Protocol;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A server whose mood changes with every command, and which remembers what it promised. */
final class RandomHop implements AutoCloseable {

    /** What a hop told the world about one recipient, in order. */
    record Word(String recipient, Kind kind) {}

    enum Kind {
        ASKED,
        TAKEN,
        REFUSED,
        /** Nobody can know whether the message was taken for this one. */
        SILENCE
    }

    private final ServerSocket listener;
    private final RandomGenerator seeds;
    private final Protocol protocol;
    private final List<Word> journal;

    RandomHop(long seed, Protocol protocol, List<Word> journal) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.seeds = new Random(seed);
        this.protocol = protocol;
        this.journal = journal;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                long seed = seeds.nextLong();
                Thread.ofVirtual().start(() -> serve(socket, seed));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket, long seed) {
        try (socket) {
            new Session(socket, new Random(seed)).run();
        } catch (IOException e) {
            // The client is free to go, and so is the server.
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private final RandomGenerator random;
        private final List<String> accepted = new ArrayList<>();
        private boolean inMail;

        Session(Socket socket, RandomGenerator random) throws IOException {
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = new BufferedOutputStream(socket.getOutputStream());
            this.random = random;
        }

        void run() throws IOException {
            if (!say(one(90, "220 hi", 5, "554 no", 5, "450 later"))) {
                return;
            }
            while (command(line())) {
                if (in.available() == 0) {
                    out.flush();
                }
            }
            out.flush();
        }

        private boolean command(String line) throws IOException {
            String hello = protocol == Protocol.LMTP ? "LHLO" : "EHLO";
            return switch (line.substring(0, 4)) {
                case String verb when verb.equals(hello) ->
                        say(
                                "250-hi"
                                        + (random.nextBoolean() ? "\r\n250-PIPELINING" : "")
                                        + (random.nextBoolean() ? "\r\n250-CHUNKING" : "")
                                        + "\r\n250 HELP");
                case "RSET" -> reset() && say("250");
                case "MAIL" -> mail();
                case "RCPT" -> rcpt(line.substring(9, line.indexOf('>')));
                case "DATA" -> data();
                case "BDAT" -> bdat(Integer.parseInt(line.split(" ", -1)[1]));
                case "QUIT" -> {
                    say("221");
                    yield false;
                }
                default -> throw new IllegalStateException(line);
            };
        }

        private boolean reset() {
            accepted.clear();
            inMail = false;
            return true;
        }

        private boolean mail() throws IOException {
            if (inMail) {
                return say("503 nested");
            }
            String reply = one(92, "250", 4, "451", 2, "550", 2, "421");
            inMail = reply.equals("250");
            if (reply.equals("550")) {
                note("*", Kind.REFUSED);
            }
            return say(reply);
        }

        private boolean rcpt(String recipient) throws IOException {
            if (!inMail) {
                return say("503");
            }
            note(recipient, Kind.ASKED);
            String reply = one(60, "250", 14, "550", 14, "450", 10, "452 4.5.3 enough", 2, "421");
            if (reply.equals("250")) {
                accepted.add(recipient);
            } else if (reply.equals("550")) {
                note(recipient, Kind.REFUSED);
            }
            return say(reply);
        }

        private boolean data() throws IOException {
            if (accepted.isEmpty()) {
                return say("554 nobody");
            }
            String reply = one(95, "354", 3, "451", 2, "554");
            if (!reply.equals("354")) {
                return concluded(reply);
            }
            say(reply);
            out.flush();
            while (!line().equals(".")) {
                // The content does not matter here.
            }
            return ended();
        }

        private boolean bdat(int size) throws IOException {
            in.skipNBytes(size);
            return accepted.isEmpty() ? say("503 nobody") : ended();
        }

        private boolean ended() throws IOException {
            return switch (protocol) {
                case SMTP -> concluded(one(86, "250", 6, "451", 4, "554", 4, "DROP"));
                case LMTP -> concludedForEach();
            };
        }

        /** RFC 2033 §4.2; once in a while the hop goes away in the middle. */
        private boolean concludedForEach() throws IOException {
            for (int i = 0; i < accepted.size(); i++) {
                String reply = one(80, "250", 8, "451", 6, "554", 3, "421", 3, "DROP");
                switch (reply) {
                    case "250" -> note(accepted.get(i), Kind.TAKEN);
                    case "554" -> note(accepted.get(i), Kind.REFUSED);
                    case "421" -> silence(i + 1);
                    case "DROP" -> {
                        return silence(i);
                    }
                    default -> {
                        // Another host may think better.
                    }
                }
                if (!say(reply)) {
                    return false;
                }
            }
            return reset();
        }

        private boolean silence(int from) {
            accepted.subList(from, accepted.size()).forEach(each -> note(each, Kind.SILENCE));
            return false;
        }

        private boolean concluded(String reply) throws IOException {
            if (reply.equals("DROP")) {
                return silence(0);
            }
            Kind kind = reply.equals("250") ? Kind.TAKEN : Kind.REFUSED;
            if (!reply.equals("451")) {
                accepted.forEach(recipient -> note(recipient, kind));
            }
            accepted.clear();
            inMail = !reply.equals("250");
            return say(reply);
        }

        private void note(String recipient, Kind kind) {
            synchronized (journal) {
                journal.add(new Word(recipient, kind));
            }
        }

        /** {@return whether the connection goes on} */
        private boolean say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (!inMail) {
                out.flush();
            }
            return !reply.equals("421");
        }

        private String one(Object... weighted) {
            int dice = random.nextInt(100);
            for (int i = 0; i < weighted.length; i += 2) {
                dice -= (Integer) weighted[i];
                if (dice < 0) {
                    return (String) weighted[i + 1];
                }
            }
            throw new IllegalArgumentException("weights have to make 100");
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int octet;
            if (in.available() == 0) {
                out.flush();
            }
            while ((octet = in.read()) >= 0) {
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.US_ASCII);
                    return text.substring(0, text.length() - 1);
                }
                line.write(octet);
            }
            throw new EOFException();
        }
    }
}
