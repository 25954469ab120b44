package dev.mailwarden.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The 250s that were read, on file: 32 octets each, big-endian: both halves of the id, start and
 * acknowledgement in {@link System#nanoTime}.
 */
public final class AckLog implements AutoCloseable {

    private final DataOutputStream out;

    /** One acknowledged message. */
    public record Ack(MessageId id, long startNanos, long ackNanos) {}

    /** Creates the file, or empties it. */
    public AckLog(Path file) throws IOException {
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    void add(MessageId id, long startNanos, long ackNanos) {
        try {
            out.writeLong(id.high());
            out.writeLong(id.low());
            out.writeLong(startNanos);
            out.writeLong(ackNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a whole file. */
    public static List<Ack> read(Path file) throws IOException {
        var acks = new ArrayList<Ack>();
        try (var in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            while (true) {
                acks.add(
                        new Ack(
                                new MessageId(in.readLong(), in.readLong()),
                                in.readLong(),
                                in.readLong()));
            }
        } catch (EOFException e) {
            return acks;
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
