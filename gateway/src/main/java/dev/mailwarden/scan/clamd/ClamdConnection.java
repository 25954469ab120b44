package dev.mailwarden.scan.clamd;

import dev.mailwarden.mail.mime.Octets;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * One session with clamd ({@code IDSESSION}), over which any number of commands go one after the
 * other. Every wait ends at the deadline of its command, or when the thread is interrupted. Used by
 * one thread at a time; of no use any more after an exception.
 */
final class ClamdConnection implements Closeable {

    private static final int CHUNK = 64 * 1024;
    private static final int LENGTH = 4;

    private final SocketChannel channel;
    private final Selector selector;
    private final LongSupplier ticker;
    private final ByteBuffer in = ByteBuffer.allocate(ClamdReply.MAX_OCTETS + 1).limit(0);
    private int number;
    private long lastUsed;

    private ClamdConnection(SocketChannel channel, Selector selector, LongSupplier ticker) {
        this.channel = channel;
        this.selector = selector;
        this.ticker = ticker;
    }

    /** Connects and opens a session. */
    static ClamdConnection open(SocketAddress address, LongSupplier ticker, long deadline)
            throws IOException {
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        try {
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, 0);
            var connection = new ClamdConnection(channel, selector, ticker);
            connection.connect(address, deadline);
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void connect(SocketAddress address, long deadline) throws IOException {
        try {
            boolean connected = channel.connect(address);
            while (!connected) {
                await(SelectionKey.OP_CONNECT, deadline);
                connected = channel.finishConnect();
            }
            write(command("IDSESSION"), deadline);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** When it was used last, by the ticker. */
    long lastUsed() {
        return lastUsed;
    }

    /** Sends a command without content. {@return the text of the reply} */
    String ask(String command, long deadline) throws IOException {
        number++;
        write(command(command), deadline);
        return reply(deadline).text();
    }

    /**
     * Sends a stream. If clamd answers or hangs up before the end, the rest is not sent.
     *
     * @return its reply, which is to this stream
     */
    ClamdReply stream(Octets octets, long deadline) throws IOException {
        number++;
        write(command("INSTREAM"), deadline);
        byte[] chunk = new byte[LENGTH + CHUNK];
        for (long at = 0; at < octets.length(); ) {
            int count = (int) Math.min(CHUNK, octets.length() - at);
            octets.copyTo(at, chunk, LENGTH, count);
            ByteBuffer piece = ByteBuffer.wrap(chunk, 0, LENGTH + count).putInt(0, count);
            if (!send(piece, deadline)) {
                return refusal(deadline);
            }
            at += count;
        }
        if (!send(ByteBuffer.allocate(LENGTH), deadline)) {
            return refusal(deadline);
        }
        return reply(deadline);
    }

    /** An answer that came before the whole was sent can never be that it is clean. */
    private ClamdReply refusal(long deadline) throws IOException {
        ClamdReply reply = reply(deadline);
        if (!reply.text().endsWith(" ERROR") && !reply.text().endsWith(" FOUND")) {
            throw new IOException("clamd answered before it had everything");
        }
        return reply;
    }

    private static ByteBuffer command(String command) {
        return ByteBuffer.wrap(("z" + command + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private void write(ByteBuffer octets, long deadline) throws IOException {
        while (octets.hasRemaining()) {
            if (channel.write(octets) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /** Writes a piece. {@return false if clamd said something meanwhile, or reads no more} */
    private boolean send(ByteBuffer piece, long deadline) throws IOException {
        while (piece.hasRemaining()) {
            int written;
            try {
                written = channel.write(piece);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException _) {
                return false; // what it said before it hung up may still be there to read
            }
            if (written == 0
                    && (await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, deadline)
                                    & SelectionKey.OP_READ)
                            != 0) {
                return false;
            }
        }
        return true;
    }

    private ClamdReply reply(long deadline) throws IOException {
        ClamdReply reply =
                ClamdReply.read(line(deadline))
                        .orElseThrow(() -> new IOException("clamd says what is no reply"));
        if (reply.number() != number) {
            throw new IOException("clamd answers another command");
        }
        if (in.hasRemaining()) {
            throw new IOException("clamd says more than it was asked");
        }
        lastUsed = ticker.getAsLong();
        return reply;
    }

    /** Reads to the NUL that ends a reply. */
    private byte[] line(long deadline) throws IOException {
        while (true) {
            for (int i = in.position(); i < in.limit(); i++) {
                if (in.get(i) == 0) {
                    byte[] line = Arrays.copyOfRange(in.array(), in.position(), i);
                    in.position(i + 1);
                    return line;
                }
            }
            in.compact();
            if (!in.hasRemaining()) {
                throw new IOException("clamd does not end its reply");
            }
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                throw new EOFException("clamd hung up");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
    }

    /** Waits until the channel is ready. {@return for what it is} */
    private int await(int operations, long deadline) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        key.interestOps(operations);
        while (true) {
            long left = deadline - ticker.getAsLong();
            if (left <= 0) {
                throw new SocketTimeoutException("clamd takes too long");
            }
            selector.select(Math.max(1, Duration.ofNanos(left).toMillis()));
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            if (selector.selectedKeys().remove(key)) {
                return key.readyOps();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            selector.close();
        }
    }
}
