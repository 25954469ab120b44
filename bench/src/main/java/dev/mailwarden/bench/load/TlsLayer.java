package dev.mailwarden.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** The client's side of TLS on a connection that does not block; on the loop's thread only. */
final class TlsLayer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Sides sides;
    private final ByteBuffer clear;
    private byte[] encrypted;
    private ByteBuffer rest = NOTHING;
    private boolean secured;

    /** What lies below and above. */
    interface Sides {

        /**
         * Sends encrypted octets.
         *
         * @return whether the array is free again
         */
        boolean send(byte[] octets, int length);

        /** The handshake is over. */
        void secured();

        /** Octets came in, valid during the call only. */
        void received(byte[] octets, int from, int to);
    }

    TlsLayer(SSLEngine engine, Sides sides) {
        this.engine = engine;
        this.sides = sides;
        this.clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        this.encrypted = new byte[engine.getSession().getPacketBufferSize()];
    }

    void start() throws SSLException {
        engine.beginHandshake();
        advance(NOTHING);
    }

    /** Takes encrypted octets. */
    void received(byte[] octets, int from, int to) throws SSLException {
        ByteBuffer source =
                rest.hasRemaining()
                        ? joined(octets, from, to)
                        : ByteBuffer.wrap(octets, from, to - from);
        advance(source);
        rest =
                source.hasRemaining()
                        ? ByteBuffer.allocate(source.remaining()).put(source).flip()
                        : NOTHING;
    }

    private ByteBuffer joined(byte[] octets, int from, int to) {
        return ByteBuffer.allocate(rest.remaining() + to - from)
                .put(rest)
                .put(octets, from, to - from)
                .flip();
    }

    /** Sends octets, encrypted. */
    void send(byte[] octets, int length) throws SSLException {
        ByteBuffer source = ByteBuffer.wrap(octets, 0, length);
        while (source.hasRemaining()) {
            wrap(source);
        }
    }

    /** Goes on until more must come from the peer. */
    private void advance(ByteBuffer source) throws SSLException {
        boolean more = true;
        while (more) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED ->
                        more = unwrap(source);
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void wrap(ByteBuffer source) throws SSLException {
        ByteBuffer target = ByteBuffer.wrap(encrypted);
        SSLEngineResult result = engine.wrap(source, target);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("cannot send: " + result.getStatus());
        }
        if (target.position() > 0 && !sides.send(encrypted, target.position())) {
            encrypted = Arrays.copyOf(encrypted, encrypted.length);
        }
        noteEnd(result);
    }

    /** {@return whether there may be more to do} */
    private boolean unwrap(ByteBuffer source) throws SSLException {
        SSLEngineResult result = engine.unwrap(source, clear);
        int octets = clear.position();
        clear.clear();
        noteEnd(result);
        if (octets > 0) {
            sides.received(clear.array(), 0, octets);
        }
        return result.getStatus() == SSLEngineResult.Status.OK
                && (source.hasRemaining() || isHandshaking());
    }

    private boolean isHandshaking() {
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK, NEED_WRAP, NEED_UNWRAP_AGAIN -> true;
            case NEED_UNWRAP, NOT_HANDSHAKING, FINISHED -> false;
        };
    }

    /** Tickets that come later end a handshake of their own, which is nobody's concern. */
    private void noteEnd(SSLEngineResult result) {
        if (!secured && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED) {
            secured = true;
            sides.secured();
        }
    }
}
