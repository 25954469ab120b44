package dev.mailwarden.operate;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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

    private static final int PIECE = 64 * 1024;

    /** All octets of a long piece may take so many times the longest wait. */
    private static final int WAITS = 10;

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

    /** {@return so many octets that follow, to be read before the next line} */
    InputStream octets(long count) {
        return new Octets(count);
    }

    /** Octets as they come in. For one thread. */
    private final class Octets extends InputStream {

        private final long end = System.nanoTime() + WAITS * patience.toNanos();
        private long left;

        Octets(long count) {
            this.left = count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = some(into, offset, (int) Math.min(length, left));
            left -= count;
            return count;
        }

        private int some(byte[] into, int offset, int most) throws IOException {
            if (buffer.hasRemaining()) {
                int count = Math.min(most, buffer.remaining());
                buffer.get(into, offset, count);
                return count;
            }
            await(SelectionKey.OP_READ, Math.min(end, System.nanoTime() + patience.toNanos()));
            int count = channel.read(ByteBuffer.wrap(into, offset, most));
            if (count < 0) {
                throw new EOFException("the peer closed with " + left + " octets left");
            }
            return count;
        }
    }

    /** Sends a line; it must not contain a line feed. */
    void writeLine(String line) throws IOException {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends octets as they are. */
    void write(byte[] text) throws IOException {
        write(ByteBuffer.wrap(text));
    }

    /** Sends so many octets as they are, from a source that must have them. */
    void write(InputStream source, long count) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = count; left > 0; ) {
            int some = source.readNBytes(piece, 0, (int) Math.min(piece.length, left));
            if (some == 0) {
                throw new EOFException("there are " + left + " octets less than before");
            }
            write(ByteBuffer.wrap(piece, 0, some));
            left -= some;
        }
    }

    private void write(ByteBuffer octets) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
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
