package dev.mailwarden.receive;

import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The two-way stream of one session, with its deadlines. For one thread unless said otherwise. */
interface Wire {

    /** Why a session is to end although its client is still there. */
    enum End {
        /** Nobody asked for it: the client has closed. */
        NONE,
        /** A deadline has passed. */
        TIMED_OUT,
        /** Its place is needed by others, and it has not used it. */
        CROWDED,
        /** The server is stopping. */
        STOPPING
    }

    /** What the client sends; after {@link #startTls} a new stream. */
    InputStream input();

    /** Sends octets at once, within the deadline for writing. */
    void write(byte[] octets, int length) throws IOException;

    /**
     * The client has this long to send something; the input ends when it does not.
     *
     * @param nanos from now
     * @param nanosUnderLoad the same while there are many connections
     * @param idle nothing is lost if the session ends here, as it does when the server stops
     */
    void expectInput(long nanos, long nanosUnderLoad, boolean idle);

    /** Nothing is expected from the client until further notice. */
    void expectNothing();

    /**
     * A read that comes fails with {@link java.net.SocketTimeoutException} after this long and can
     * be repeated.
     *
     * @param millis 0 for no limit but the deadline
     */
    void limitReads(int millis) throws IOException;

    /**
     * Waits this long, whatever the client does.
     *
     * @return false if it was cut short because the server stops
     */
    boolean rest(long nanos);

    /** Why the input ended, if it was not the client. */
    End end();

    /** Whether {@link #startTls} would do something. */
    boolean canStartTls();

    /** Negotiates TLS within the deadline for handshakes. */
    void startTls() throws IOException;

    /** {@return facts of the TLS in use, or empty in clear} */
    Optional<TlsFacts> tls();
}
