package dev.mailwarden.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A non-blocking connection of an {@link EventLoop}; used on the loop's thread only. */
final class Connection {

    /**
     * The JDK copies what is left of a heap buffer on every write; small slices keep that cheap.
     */
    private static final int SLICE = 128 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private @Nullable Talker talker;
    private @Nullable ByteBuffer unsent;
    private @Nullable TlsLayer tls;
    private boolean closing;
    private boolean ended;

    private Connection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    static Connection of(
            SocketChannel channel, SelectionKey key, Function<Connection, Talker> handler) {
        var connection = new Connection(channel, key);
        connection.talker = handler.apply(connection);
        return connection;
    }

    void connected() {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            interest(SelectionKey.OP_READ);
            talker().connected();
        } catch (IOException e) {
            fail(e);
        }
    }

    void ready(ByteBuffer buffer) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                connected();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
            if (key.isValid() && key.isReadable()) {
                read(buffer);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            end("closed by peer");
        } else if (count > 0) {
            int start = buffer.arrayOffset();
            TlsLayer layer = tls;
            if (layer == null) {
                talker().received(buffer.array(), start, start + count);
            } else {
                layer.received(buffer.array(), start, start + count);
            }
        }
    }

    /** From here on everything is encrypted; the talker is told when the handshake is over. */
    void startTls(SSLEngine engine) {
        var layer =
                new TlsLayer(
                        engine,
                        new TlsLayer.Sides() {
                            @Override
                            public boolean send(byte[] octets, int length) {
                                sendAsIs(octets, length);
                                return unsent == null;
                            }

                            @Override
                            public void secured() {
                                talker().secured();
                            }

                            @Override
                            public void received(byte[] octets, int from, int to) {
                                talker().received(octets, from, to);
                            }
                        });
        tls = layer;
        try {
            layer.start();
        } catch (SSLException e) {
            fail(e);
        }
    }

    /**
     * Sends, as far as the peer takes it at once; the rest when it does. The caller leaves the
     * array alone until the peer has answered.
     */
    void send(byte[] octets, int length) {
        TlsLayer layer = tls;
        if (layer == null) {
            sendAsIs(octets, length);
            return;
        }
        try {
            layer.send(octets, length);
        } catch (SSLException e) {
            fail(e);
        }
    }

    private void sendAsIs(byte[] octets, int length) {
        ByteBuffer earlier = unsent;
        if (earlier == null) {
            unsent = ByteBuffer.wrap(octets, 0, length);
        } else {
            unsent =
                    ByteBuffer.allocate(earlier.remaining() + length)
                            .put(earlier)
                            .put(octets, 0, length)
                            .flip();
        }
        try {
            flush();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void flush() throws IOException {
        ByteBuffer rest = unsent;
        if (rest == null) {
            return;
        }
        int limit = rest.limit();
        int slice;
        int written;
        do {
            slice = Math.min(SLICE, limit - rest.position());
            rest.limit(rest.position() + slice);
            written = channel.write(rest);
            rest.limit(limit);
        } while (written == slice && rest.hasRemaining());
        if (rest.hasRemaining()) {
            interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            return;
        }
        unsent = null;
        interest(SelectionKey.OP_READ);
        if (closing) {
            end("closed");
        }
    }

    /** Closes when everything is sent. */
    void close() {
        closing = true;
        if (unsent == null) {
            end("closed");
        }
    }

    void fail(IOException e) {
        end(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            channel.close();
        } catch (IOException e) {
            talker().ended(why + ", " + e);
            return;
        }
        talker().ended(why);
    }

    private void interest(int operations) {
        if (key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    private Talker talker() {
        if (talker == null) {
            throw new IllegalStateException("no talker yet");
        }
        return talker;
    }
}
