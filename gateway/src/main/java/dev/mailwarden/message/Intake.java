package dev.mailwarden.message;

import java.io.IOException;

/** Takes the octets of messages while they come in. Safe for any number of threads. */
public interface Intake {

    /**
     * Begins one message. Nothing is durable until {@link Acceptance#commit}.
     *
     * @param expectedOctets what the client declared or the session guesses; only a hint
     * @throws IOException if there is no room or the volume fails: the client gets a 4xx
     */
    Draft begin(long expectedOctets) throws IOException;

    /**
     * Where contents are written that are made for one commit, for one thread: there may be many,
     * and they are not to take more memory, or room in the log, than one message that came in.
     */
    default Intake forOneCommit() {
        return this;
    }

    /** A message coming in. For one thread. */
    interface Draft extends AutoCloseable {

        /** Adds octets: the trace header first, then the message. The array may be reused. */
        void write(byte[] octets, int offset, int length) throws IOException;

        /** Octets written so far. */
        long length();

        /** Ends the message; the draft can still be closed to throw it away. */
        Content finish(ContentFacts facts) throws IOException;

        /** Throws away what was not committed; after a commit it does nothing. */
        @Override
        void close();
    }
}
