package dev.mailwarden.operate;

import dev.mailwarden.config.ConfigurationFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls a running gateway. */
public final class ControlClient {

    private static final int LONGEST_ROW = 1 << 20;
    private static final byte[] NO_TEXT = {};

    private final Path socket;
    private final Duration patience;

    /**
     * A client of the gateway with this data directory.
     *
     * @param patience longest wait for a row or the end
     */
    public ControlClient(Path directory, Duration patience) {
        this.socket = directory.resolve(ControlSocket.NAME);
        this.patience = patience;
    }

    /** No gateway answers. */
    public static final class UnavailableException extends Exception {

        private static final long serialVersionUID = 1;

        UnavailableException(String message, Exception cause) {
            super(message, cause);
        }
    }

    /**
     * Makes a call and waits for its end.
     *
     * @param rows takes the rows as they come in
     */
    public <A, R> Ending call(Call<A, R> call, A arguments, Consumer<R> rows)
            throws UnavailableException {
        return call(call, arguments, "", rows);
    }

    /**
     * Makes a call that a text goes with, and waits for its end.
     *
     * @param text at most {@value ConfigurationFile#MAX_OCTETS} octets
     */
    public <A, R> Ending call(Call<A, R> call, A arguments, String text, Consumer<R> rows)
            throws UnavailableException {
        return call(
                call,
                arguments,
                text.getBytes(StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                rows);
    }

    /**
     * Makes a call and waits for its end.
     *
     * @param octets that the gateway may ask for, as many as the arguments say
     */
    public <A, R> Ending call(Call<A, R> call, A arguments, InputStream octets, Consumer<R> rows)
            throws UnavailableException {
        return call(call, arguments, NO_TEXT, octets, rows);
    }

    private <A, R> Ending call(
            Call<A, R> call, A arguments, byte[] text, InputStream octets, Consumer<R> rows)
            throws UnavailableException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            try (var lines = new LineChannel(channel, LONGEST_ROW, patience)) {
                lines.writeLine(Wire.request(call.name(), arguments, text.length));
                lines.write(text);
                return read(lines, call, octets, rows);
            }
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new UnavailableException(
                    "no gateway answers at " + socket + ": " + e.getMessage(), e);
        }
    }

    private static <R> Ending read(
            LineChannel lines, Call<?, R> call, InputStream octets, Consumer<R> rows)
            throws IOException {
        while (true) {
            Optional<String> line = lines.readLine();
            if (line.isEmpty()) {
                throw new IOException("the answer has no end");
            }
            JsonNode tree = Wire.parse(line.get());
            if (tree.has("end")) {
                String status = tree.path("end").asString().toUpperCase(Locale.ROOT);
                return new Ending(Ending.Status.valueOf(status), tree.path("text").asString());
            }
            if (tree.has("send")) {
                lines.write(octets, tree.path("send").asLong());
            } else {
                rows.accept(Wire.value(tree.path("row"), call.row()));
            }
        }
    }

    /** A row as one line of JSON. */
    public static String json(Object row) {
        return Wire.json(row);
    }
}
