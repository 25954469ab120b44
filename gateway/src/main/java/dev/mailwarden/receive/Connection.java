package dev.mailwarden.receive;

import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;

/**
 * A client's socket. The session's thread reads and writes; the deadline keeper and the stopping
 * server end waits from outside.
 *
 * <p>A wait for input is ended by shutting the input down: the session reads an end, knows why by
 * {@link #end}, and can still write its 421. Every other wait is ended by closing the socket.
 */
final class Connection implements Wire, DeadlineKeeper.Timed {

    private static final long WRITE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** For a write or a handshake while there are many connections. */
    private static final long TRANSPORT_NANOS_UNDER_LOAD = TimeUnit.SECONDS.toNanos(10);

    /** For the 421 after a deadline, when the peer may not read any more. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Octets that a client may go on sending after our last words. */
    private static final long MAX_UNREAD = 1 << 20;

    private enum Wait {
        NOTHING,
        INPUT,
        IDLE_INPUT,
        TRANSPORT
    }

    private final Socket socket;
    private final LongSupplier ticker;

    private final InputStream rawInput;

    private Optional<ServerTls> offeredTls = Optional.empty();
    private boolean asksForCertificate;
    private Socket talking;
    private InputStream input;
    private OutputStream output;
    private Optional<TlsFacts> tls = Optional.empty();

    private volatile long deadline;
    private volatile long deadlineUnderLoad;
    private volatile long waitingSince;
    private volatile Wait waiting = Wait.NOTHING;
    private volatile End end = End.NONE;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Connection(Socket socket, LongSupplier ticker) throws IOException {
        this.socket = socket;
        this.ticker = ticker;
        this.talking = socket;
        this.rawInput = socket.getInputStream();
        this.input = rawInput;
        this.output = socket.getOutputStream();
    }

    /**
     * TLS for STARTTLS or at once; without it there is none.
     *
     * @param asksForCertificate whether the client is asked to show one
     */
    void offerTls(ServerTls offered, boolean asksForCertificate) {
        this.offeredTls = Optional.of(offered);
        this.asksForCertificate = asksForCertificate;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public void write(byte[] octets, int length) throws IOException {
        expectTransport(end == End.NONE ? WRITE_NANOS : LAST_WORDS_NANOS);
        output.write(octets, 0, length);
        waiting = Wait.NOTHING;
    }

    @Override
    public void expectInput(long nanos, long nanosUnderLoad, boolean idle) {
        long now = ticker.getAsLong();
        deadline = now + nanos;
        deadlineUnderLoad = now + nanosUnderLoad;
        waitingSince = now;
        waiting = idle ? Wait.IDLE_INPUT : Wait.INPUT;
        if (idle && stopping.getCount() == 0) {
            endInput(End.STOPPING);
        }
    }

    @Override
    public void expectNothing() {
        waiting = Wait.NOTHING;
    }

    @Override
    public void limitReads(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public boolean rest(long nanos) {
        waiting = Wait.NOTHING;
        try {
            return !stopping.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public End end() {
        return end;
    }

    @Override
    public boolean canStartTls() {
        return offeredTls.isPresent() && tls.isEmpty();
    }

    @Override
    public void startTls() throws IOException {
        expectTransport(HANDSHAKE_NANOS);
        ServerTls own = offeredTls.orElseThrow();
        SSLSocket secure = own.accept(socket, asksForCertificate);
        talking = secure;
        input = secure.getInputStream();
        output = secure.getOutputStream();
        tls = Optional.of(own.facts(secure.getSession()));
        waiting = Wait.NOTHING;
    }

    @Override
    public Optional<TlsFacts> tls() {
        return tls;
    }

    @Override
    public void check(long now, boolean underLoad) {
        switch (waiting) {
            case NOTHING -> {}
            case INPUT, IDLE_INPUT -> {
                if (now - (underLoad ? deadlineUnderLoad : deadline) >= 0) {
                    endInput(End.TIMED_OUT);
                }
            }
            case TRANSPORT -> {
                if (now - (underLoad ? deadlineUnderLoad : deadline) >= 0) {
                    close();
                }
            }
        }
    }

    /** Whether it has been told to end, and is about to be gone. */
    boolean isEnding() {
        return end != End.NONE;
    }

    /** Whether the client has kept us waiting, and for at least this long. */
    boolean hasKeptWaiting(long nanos, long now) {
        return waiting != Wait.NOTHING && !isEnding() && now - waitingSince >= nanos;
    }

    /** Nanoseconds until its wait would end under load. */
    long patienceLeft(long now) {
        return deadlineUnderLoad - now;
    }

    /** Gives its place to others: with a 421 where the client can still read one. */
    void makeRoom() {
        switch (waiting) {
            case NOTHING -> {}
            case INPUT, IDLE_INPUT -> endInput(End.CROWDED);
            case TRANSPORT -> close();
        }
    }

    /** The server stops: ends the session as soon as it is between transactions. */
    void stop() {
        stopping.countDown();
        if (waiting == Wait.IDLE_INPUT) {
            endInput(End.STOPPING);
        }
    }

    /**
     * Ends the conversation from our side so that the client can still read our last words: a
     * socket that is closed while input is unread takes back what was sent. Whoever has to make
     * room does so at once, and had nothing more to say.
     */
    void finish() throws IOException {
        expectTransport(LAST_WORDS_NANOS);
        talking.shutdownOutput();
        if (tls.isPresent()) {
            socket.shutdownOutput();
        }
        if (end != End.CROWDED) {
            rawInput.skip(MAX_UNREAD);
        }
    }

    /** Breaks the connection off, whatever it is doing. Never blocks. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
            waiting = Wait.NOTHING;
        }
    }

    /** May be called by two threads at once; the input is shut down once, or that would fail. */
    private synchronized void endInput(End reason) {
        expectTransport(LAST_WORDS_NANOS);
        if (end != End.NONE) {
            return;
        }
        end = reason;
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            close();
        }
    }

    private void expectTransport(long nanos) {
        long now = ticker.getAsLong();
        deadline = now + nanos;
        deadlineUnderLoad = now + Math.min(nanos, TRANSPORT_NANOS_UNDER_LOAD);
        waitingSince = now;
        waiting = Wait.TRANSPORT;
    }
}
