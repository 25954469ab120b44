package dev.mailwarden.operate;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One caller of the control socket: one request, its rows, its end. */
final class ControlSession {

    private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);
    private static final int LONGEST_REQUEST = 64 * 1024;

    /** For the request to come, and for each row to be taken. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketChannel caller;
    private final String user;
    private final Map<String, ControlCommand<?, ?>> commands;

    ControlSession(SocketChannel caller, String user, Map<String, ControlCommand<?, ?>> commands) {
        this.caller = caller;
        this.user = user;
        this.commands = commands;
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
                    ? answer(command, tree.path("arguments"), lines)
                    : Ending.failed("the request is not understood: no arguments");
        } catch (JacksonException e) {
            return Ending.failed("the request is not understood: " + e.getOriginalMessage());
        }
    }

    private <A, R> Ending answer(
            ControlCommand<A, R> command, JsonNode arguments, LineChannel lines)
            throws IOException, InterruptedException {
        A values = Wire.value(arguments, command.call().arguments());
        LOG.info("{} by {}: {}", command.call().name(), user, values);
        try {
            return command.handler().answer(values, user, row -> lines.writeLine(Wire.row(row)));
        } catch (RuntimeException e) {
            LOG.error("{} failed", command.call().name(), e);
            return Ending.failed("failed; the gateway's log says why");
        }
    }
}
