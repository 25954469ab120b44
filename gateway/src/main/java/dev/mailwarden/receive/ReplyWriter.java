package dev.mailwarden.receive;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Reply;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gathers replies, so that those to a pipelined group leave in one write (RFC 2920 §3.2). For one
 * thread; the session flushes before it waits for input.
 */
final class ReplyWriter {

    /** Room for the reply to EHLO: an idle session holds no more. */
    private static final int FEW = 256;

    /** Room for the replies to an ordinary group; more than that is sent in several writes. */
    private static final int CAPACITY = 1024;

    private final Wire wire;
    private byte[] buffer = new byte[FEW];
    private int length;

    ReplyWriter(Wire wire) {
        this.wire = wire;
    }

    /** Adds a reply of one line. */
    void add(Reply reply) throws IOException {
        number(reply.code());
        octet(' ');
        EnhancedStatusCode status = reply.status();
        number(status.type());
        octet('.');
        number(status.subject());
        octet('.');
        number(status.detail());
        octet(' ');
        text(reply.text());
        endLine();
    }

    /**
     * Adds a line as it is, for the replies that carry no enhanced status.
     *
     * @param line printable ASCII without CR and LF
     */
    void addLine(String line) throws IOException {
        text(line);
        endLine();
    }

    /** Sends what was gathered. */
    void flush() throws IOException {
        if (length > 0) {
            int count = length;
            length = 0;
            wire.write(buffer, count);
        }
    }

    private void number(int value) throws IOException {
        if (value > 9) {
            number(value / 10);
        }
        octet('0' + value % 10);
    }

    private void text(String text) throws IOException {
        for (int index = 0; index < text.length(); index++) {
            octet(text.charAt(index));
        }
    }

    private void endLine() throws IOException {
        octet('\r');
        octet('\n');
    }

    private void octet(int octet) throws IOException {
        if (length == CAPACITY) {
            flush();
        } else if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, CAPACITY);
        }
        buffer[length++] = (byte) octet;
    }
}
