package dev.mailwarden.message;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The octets of a message as the gateway passes them on: its own trace header, then what the client
 * sent, dot-stuffing removed. Every line ends in CRLF, and so does the content, unless the envelope
 * declares BINARYMIME: then only the header is made of lines (RFC 3030 §3).
 *
 * <p>May be read any number of times and by several threads.
 */
public interface Content {

    /** Octets in all. */
    long length();

    /** What the line machine noted while the content came in. */
    ContentFacts facts();

    /**
     * Writes all octets in large pieces. The last piece is handed over only after the checksum was
     * seen to hold, so a reader that gets an exception has never been given the whole.
     *
     * @throws DamagedContentException if what is stored is not what was accepted
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * Opens the octets for reading at any place; to be closed. What is read so was not held against
     * the checksum. Content that may be too large for memory does better than this.
     */
    default Reader open() throws IOException {
        var all = new ByteArrayOutputStream(Math.toIntExact(length()));
        writeTo(all);
        byte[] octets = all.toByteArray();
        return (position, into, offset, count) ->
                System.arraycopy(octets, Math.toIntExact(position), into, offset, count);
    }

    /** Open content. Safe for any number of threads; interrupting one of them closes nothing. */
    @FunctionalInterface
    interface Reader extends Closeable {

        /**
         * Copies {@code count} octets from {@code position} on.
         *
         * @throws IndexOutOfBoundsException if there are not so many
         */
        void read(long position, byte[] into, int offset, int count) throws IOException;

        @Override
        default void close() throws IOException {}
    }
}
