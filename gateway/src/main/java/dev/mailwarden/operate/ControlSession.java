package dev.mailwarden.operate;

import dev.mailwarden.config.ConfigurationFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One caller of the control socket: one request, its rows, its end. */
final class ControlSession {

    private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);
    private static final int LONGEST_REQUEST = 64 * 1024;

    /** As long as a configuration may be. */
    private static final int LONGEST_TEXT = ConfigurationFile.MAX_OCTETS;

    /** For the request to come, and for each row to be taken. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketChannel caller;
    private final String user;
    private final Map<String, ControlCommand<?, ?>> commands;
    private final Semaphore texts;

    /**
     * A session with one caller.
     *
     * @param user the caller's account
     * @param texts how many texts may be worked on at once, by all sessions
     */
    ControlSession(
            SocketChannel caller,
            String user,
            Map<String, ControlCommand<?, ?>> commands,
            Semaphore texts) {
        this.caller = caller;
        this.user = user;
        this.commands = commands;
        this.texts = texts;
    }

    void run() throws IOException, InterruptedException {
        try (var lines = new LineChannel(caller, LONGEST_REQUEST, PATIENCE)) {
            Optional<String> request = lines.readLine();
            if (request.isPresent()) {
                lines.writeLine(Wire.end(answer(request.get(), lines)));
            }
        }
    }

    private Ending answer(String request, LineChannel lines)
            throws IOException, InterruptedException {
        try {
            JsonNode tree = Wire.parse(request);
            String name = tree.path("call").asString("");
            ControlCommand<?, ?> command = commands.get(name);
            if (command == null) {
                return Ending.failed("this gateway does not know the call " + name);
            }
            return tree.path("arguments").isObject()
                    ? answer(command, tree, lines)
                    : Ending.failed("the request is not understood: no arguments");
        } catch (JacksonException e) {
            return Ending.failed("the request is not understood: " + e.getOriginalMessage());
        }
    }

    private <A, R> Ending answer(ControlCommand<A, R> command, JsonNode request, LineChannel lines)
            throws IOException, InterruptedException {
        A values = Wire.value(request.path("arguments"), command.call().arguments());
        LOG.info("{} by {}: {}", command.call().name(), user, values);
        int octets = request.path("octets").asInt(0);
        if (octets < 0 || octets > LONGEST_TEXT) {
            return Ending.failed("a text has at most " + LONGEST_TEXT + " octets");
        }
        if (octets == 0) {
            return answer(command, values, "", lines);
        }
        texts.acquire();
        try {
            return answer(command, values, text(lines.read(octets)), lines);
        } catch (CharacterCodingException _) {
            return Ending.failed("the text is not UTF-8");
        } finally {
            texts.release();
        }
    }

    private static String text(byte[] octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    }

    private <A, R> Ending answer(
            ControlCommand<A, R> command, A values, String text, LineChannel lines)
            throws IOException, InterruptedException {
        var exchange = new Exchange<R>(lines);
        try {
            Ending ending = command.handler().answer(values, text, user, exchange);
            exchange.finish();
            return ending;
        } catch (RuntimeException e) {
            LOG.error("{} failed", command.call().name(), e);
            return Ending.failed("failed; the gateway's log says why");
        }
    }

    /** Takes rows to the caller, and octets from it. For one thread. */
    private static final class Exchange<R> implements ControlCommand.Rows<R> {

        private final LineChannel lines;
        private InputStream asked = InputStream.nullInputStream();

        Exchange(LineChannel lines) {
            this.lines = lines;
        }

        @Override
        public void add(R row) throws IOException {
            lines.writeLine(Wire.row(row));
        }

        @Override
        public InputStream ask(long count) throws IOException {
            lines.writeLine(Wire.send(count));
            asked = lines.octets(count);
            return asked;
        }

        /** The caller hears the end once it has sent all that it was asked for. */
        void finish() throws IOException {
            asked.transferTo(OutputStream.nullOutputStream());
        }
    }
}
