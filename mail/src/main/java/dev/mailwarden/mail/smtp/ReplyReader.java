package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the replies of a server (RFC 5321 §4.2), however hostile it is.
 *
 * <p>A reply has at most {@value #MAX_LINES} lines of at most {@value #MAX_LINE} octets, and all
 * its lines carry one code. Anything else ends the dialogue with a {@link BadReplyException}. A
 * line may end in a bare LF: there is nothing that a server could smuggle in its own replies.
 *
 * <p>How long to wait is for the stream's owner to say. Not safe for use by several threads.
 */
@ForeignOctets
public final class ReplyReader {

    /** Octets of a line without its end; eight times what RFC 5321 §4.5.3.1.5 allows. */
    public static final int MAX_LINE = 4096;

    /** Lines of one reply. */
    public static final int MAX_LINES = 200;

    private static final int CODE_LENGTH = 3;

    private final InputStream in;
    private final byte[] buffer = new byte[2 * MAX_LINE];
    private int position;
    private int limit;

    public ReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads one whole reply.
     *
     * @throws BadReplyException if it is not one
     * @throws EOFException if the connection ended before the reply did
     */
    public ServerReply read() throws IOException {
        int end = nextLine();
        int start = position;
        int code = code(start, end);
        if (isLast(start, end)) {
            String text = text(start, end);
            position = after(end);
            return new ServerReply(code, status(code, text), List.of(text));
        }
        List<String> lines = new ArrayList<>();
        lines.add(text(start, end));
        boolean last = false;
        while (!last) {
            position = after(end);
            if (lines.size() == MAX_LINES) {
                throw new BadReplyException("a reply of more than " + MAX_LINES + " lines");
            }
            end = nextLine();
            if (code(position, end) != code) {
                throw new BadReplyException("a reply with several codes");
            }
            lines.add(text(position, end));
            last = isLast(position, end);
        }
        position = after(end);
        return new ServerReply(code, status(code, lines.getFirst()), lines);
    }

    /** Whether octets were read from the stream that no reply has used. */
    public boolean hasBuffered() {
        return position < limit;
    }

    /**
     * {@return the index of the LF that ends the line at {@link #position}, reading until it is
     * there}
     */
    private int nextLine() throws IOException {
        int scanned = position;
        while (true) {
            for (int i = scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    if (i - position > MAX_LINE + 1) {
                        throw tooLong();
                    }
                    return i;
                }
            }
            if (limit - position > MAX_LINE + 1) {
                throw tooLong();
            }
            scanned = limit - position;
            fill();
            scanned += position;
        }
    }

    private static BadReplyException tooLong() {
        return new BadReplyException("a reply line of more than " + MAX_LINE + " octets");
    }

    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int n = in.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
            throw new EOFException(
                    limit == 0 ? "connection closed" : "connection closed within a reply");
        }
        limit += n;
    }

    private int after(int lineFeed) {
        return lineFeed + 1;
    }

    private int code(int start, int lineFeed) throws BadReplyException {
        int end = contentEnd(start, lineFeed);
        if (end - start < CODE_LENGTH
                || (end - start > CODE_LENGTH
                        && buffer[start + CODE_LENGTH] != ' '
                        && buffer[start + CODE_LENGTH] != '-')) {
            throw notAReply(start, end);
        }
        int code = 0;
        for (int i = start; i < start + CODE_LENGTH; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                throw notAReply(start, end);
            }
            code = code * 10 + digit;
        }
        if (code < 200 || code > 599) {
            throw notAReply(start, end);
        }
        return code;
    }

    private BadReplyException notAReply(int start, int end) {
        String shown = printable(start, Math.min(end, start + 60));
        return new BadReplyException("not an SMTP reply: \"" + shown + "\"");
    }

    private boolean isLast(int start, int lineFeed) {
        int separator = start + CODE_LENGTH;
        return separator >= contentEnd(start, lineFeed) || buffer[separator] == ' ';
    }

    private String text(int start, int lineFeed) {
        int end = contentEnd(start, lineFeed);
        int from = Math.min(start + CODE_LENGTH + 1, end);
        return printable(from, end);
    }

    private int contentEnd(int start, int lineFeed) {
        return lineFeed > start && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    }

    private String printable(int from, int to) {
        byte[] copy = new byte[to - from];
        for (int i = from; i < to; i++) {
            byte octet = buffer[i];
            copy[i - from] = octet >= 0x20 && octet < 0x7f ? octet : (byte) '?';
        }
        return new String(copy, StandardCharsets.US_ASCII);
    }

    /** Reads {@code class.subject.detail} at the start of a text (RFC 2034 §4, RFC 3463 §2). */
    private static Optional<EnhancedStatusCode> status(int code, String text) {
        int type = code / 100;
        if (type == 3 || !text.startsWith(type + ".")) {
            return Optional.empty();
        }
        int dot = numberEnd(text, 2);
        if (dot == 2 || dot >= text.length() || text.charAt(dot) != '.') {
            return Optional.empty();
        }
        int end = numberEnd(text, dot + 1);
        if (end == dot + 1 || (end < text.length() && text.charAt(end) != ' ')) {
            return Optional.empty();
        }
        return Optional.of(
                new EnhancedStatusCode(
                        type,
                        Integer.parseInt(text, 2, dot, 10),
                        Integer.parseInt(text, dot + 1, end, 10)));
    }

    /** {@return the end of the digits at {@code from}, at most three of them} */
    private static int numberEnd(String text, int from) {
        int i = from;
        while (i < text.length()
                && i < from + 3
                && text.charAt(i) >= '0'
                && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
