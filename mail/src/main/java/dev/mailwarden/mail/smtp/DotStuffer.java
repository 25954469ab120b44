package dev.mailwarden.mail.smtp;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Doubles the dot at the start of every line (RFC 5321 §4.5.2). What comes in are lines that end in
 * CRLF; pieces may be cut anywhere. Unchanged stretches are passed on without a copy.
 *
 * <p>{@link #finish} ends the message; {@link #close} does not, so that a message that was cut off
 * is never ended by accident.
 */
public final class DotStuffer extends OutputStream {

    private static final byte[] END = {'.', '\r', '\n'};
    private static final byte[] CRLF_END = {'\r', '\n', '.', '\r', '\n'};

    private final OutputStream out;
    private boolean lineStart = true;

    public DotStuffer(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        if (lineStart && octet == '.') {
            out.write('.');
        }
        out.write(octet);
        lineStart = octet == '\n';
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        for (int i = offset; i < end; i++) {
            byte octet = octets[i];
            if (lineStart && octet == '.') {
                out.write(octets, from, i - from);
                out.write('.');
                from = i;
            }
            lineStart = octet == '\n';
        }
        out.write(octets, from, end - from);
    }

    /** Ends the message. A last line that was not ended is ended first. */
    public void finish() throws IOException {
        out.write(lineStart ? END : CRLF_END);
    }
}
