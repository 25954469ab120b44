package dev.mailwarden.operate;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Lines of UTF-8 over a local socket, each with a limit and a time-out. The sockets of Java's Unix
 * domain have no time-outs of their own, hence the selector. For one thread.
 */
final class LineChannel implements Closeable {

    private final SocketChannel channel;
    private final Selector selector;
    private final int longestLine;
    private final Duration patience;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

    /**
     * Takes over a channel.
     *
     * @param longestLine octets of a line that is read
     * @param patience longest wait for a line or a text to come in or to be taken
     */
    LineChannel(SocketChannel channel, int longestLine, Duration patience) throws IOException {
        this.channel = channel;
        this.longestLine = longestLine;
        this.patience = patience;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        channel.register(selector, 0);
    }

    /** The next line without its end; empty when the peer has closed. */
    Optional<String> readLine() throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        var line = new ByteArrayOutputStream();
        while (true) {
            while (buffer.hasRemaining()) {
                byte octet = buffer.get();
                if (octet == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                if (line.size() == longestLine) {
                    throw new IOException("a line is longer than " + longestLine + " octets");
                }
                line.write(octet);
            }
            await(SelectionKey.OP_READ, deadline);
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return Optional.empty();
            }
        }
    }

    /** So many octets that follow a line. */
    byte[] read(int count) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        ByteBuffer octets = ByteBuffer.allocate(count);
        int there = Math.min(count, buffer.remaining());
        octets.put(buffer.slice(buffer.position(), there));
        buffer.position(buffer.position() + there);
        while (octets.hasRemaining()) {
            await(SelectionKey.OP_READ, deadline);
            if (channel.read(octets) < 0) {
                throw new IOException("the peer closed before its text had ended");
            }
        }
        return octets.array();
    }

    /** Sends a line; it must not contain a line feed. */
    void writeLine(String line) throws IOException {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends octets as they are. */
    void write(byte[] text) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        ByteBuffer octets = ByteBuffer.wrap(text);
        while (octets.hasRemaining()) {
            if (channel.write(octets) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    private void await(int operation, long deadline) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new SocketTimeoutException(
                    "the peer was silent for " + patience.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
