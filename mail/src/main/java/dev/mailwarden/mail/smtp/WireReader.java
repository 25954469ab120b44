package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.io.IOException;
import java.io.InputStream;

/**
 * The octets that a client sends: command lines one by one, and between them the raw octets of
 * content. For one thread.
 *
 * <p>A command line ends in CRLF and nothing else (RFC 5321 §2.3.8). Lines are not copied: after
 * {@link #readLine} they lie in {@link #array} until the next call.
 *
 * <p>Holds {@value #FEW} octets of its own, as many as an idle client needs, and {@value #MAX_LINE}
 * from the first time that a client sends more at once; a larger array can be lent while content
 * comes in.
 */
@ForeignOctets
public final class WireReader {

    /** What {@link #readLine} found. */
    public enum Line {
        /** A whole line: {@link #lineStart} and {@link #lineLength} say where. */
        COMPLETE,
        /** A line of more than {@value #MAX_LINE} octets; it was read to its end and dropped. */
        TOO_LONG,
        /** A bare CR, a bare LF, a NUL, or no end within {@value #MAX_SKIPPED} octets. */
        UNCLEAN,
        /** The client has closed; what it sent of a line is dropped. */
        END
    }

    /** Called before a read that may wait: the moment to send replies and to set a deadline. */
    @FunctionalInterface
    public interface BeforeWait {
        void run() throws IOException;
    }

    /**
     * The longest line with its CRLF: the 512 octets of RFC 5321 §4.5.3.1.4 and room for what the
     * parameters of extensions add (RFC 3461 §5.1 alone adds 500).
     */
    public static final int MAX_LINE = 2048;

    /** Octets of an overlong line that are read and dropped before it is given up. */
    public static final int MAX_SKIPPED = 65_536;

    /** Room for an ordinary group of commands: most clients of thousands say nothing more. */
    static final int FEW = 256;

    private final InputStream in;
    private final BeforeWait beforeWait;
    private byte[] own = new byte[FEW];

    private byte[] buffer = own;
    private int start;
    private int end;
    private int lineStart;
    private int lineLength;
    private boolean lent;

    public WireReader(InputStream in, BeforeWait beforeWait) {
        this.in = in;
        this.beforeWait = beforeWait;
    }

    /** Reads the next line. */
    public Line readLine() throws IOException {
        int seen = 0;
        while (true) {
            for (int index = start + seen; index < end; index++) {
                byte octet = buffer[index];
                if (octet > '\r' || octet < 0) {
                    continue;
                }
                if (octet == '\r') {
                    if (index + 1 == end) {
                        break;
                    }
                    return buffer[index + 1] == '\n' ? complete(index) : Line.UNCLEAN;
                }
                if (octet == '\n' || octet == 0) {
                    return Line.UNCLEAN;
                }
            }
            if (buffered() >= MAX_LINE) {
                return skipLine();
            }
            // A CR at the very end is looked at again together with what follows it.
            boolean heldCr = end > start && buffer[end - 1] == '\r';
            seen = end - start - (heldCr ? 1 : 0);
            if (!fill()) {
                return Line.END;
            }
        }
    }

    private Line complete(int crAt) {
        lineStart = start;
        lineLength = crAt - start;
        start = crAt + 2;
        return lineLength + 2 <= MAX_LINE ? Line.COMPLETE : Line.TOO_LONG;
    }

    private Line skipLine() throws IOException {
        boolean cr = false;
        for (int skipped = 0; skipped < MAX_SKIPPED; skipped++) {
            if (start == end && !fill()) {
                return Line.END;
            }
            byte octet = buffer[start++];
            if (cr || octet == '\n' || octet == 0) {
                return cr && octet == '\n' ? Line.TOO_LONG : Line.UNCLEAN;
            }
            cr = octet == '\r';
        }
        return Line.UNCLEAN;
    }

    /**
     * Reads more octets behind those that are buffered, after telling that it may wait.
     *
     * @return false if the client has closed
     * @throws IllegalStateException if there is no room: buffered octets are to be consumed first
     */
    public boolean fill() throws IOException {
        beforeWait.run();
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            throw new IllegalStateException("no room to read into");
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        if (!lent && end == buffer.length && end < MAX_LINE) {
            own = new byte[MAX_LINE];
            moveTo(own);
        }
        return true;
    }

    /** Whether {@link #fill} has room to read into. */
    public boolean hasRoom() {
        return buffered() < buffer.length;
    }

    /** Where buffered octets lie, beginning at {@link #position}. */
    public byte[] array() {
        return buffer;
    }

    /** Index of the first octet that was not consumed. */
    public int position() {
        return start;
    }

    /** Octets read and not consumed. */
    public int buffered() {
        return end - start;
    }

    /** Index of the line found last. */
    public int lineStart() {
        return lineStart;
    }

    /** Octets of the line found last, without its CRLF. */
    public int lineLength() {
        return lineLength;
    }

    /** Consumes buffered octets. */
    public void skip(int octets) {
        if (octets < 0 || octets > buffered()) {
            throw new IllegalArgumentException(octets + " of " + buffered() + " octets");
        }
        start += octets;
    }

    /** Reads into a larger array from now on, until {@link #giveBack}. */
    public void lend(byte[] larger) {
        moveTo(larger);
        lent = true;
    }

    /** Whether an array is lent. */
    public boolean isLent() {
        return lent;
    }

    /** Whether what is buffered would fit into the reader's own array. */
    public boolean canGiveBack() {
        return lent && buffered() <= MAX_LINE;
    }

    /** {@return the array that was lent, no longer used from here on} */
    public byte[] giveBack() {
        byte[] larger = buffer;
        if (buffered() > own.length) {
            own = new byte[MAX_LINE];
        }
        moveTo(own);
        lent = false;
        return larger;
    }

    private void moveTo(byte[] other) {
        int count = buffered();
        System.arraycopy(buffer, start, other, 0, count);
        buffer = other;
        start = 0;
        end = count;
    }
}
