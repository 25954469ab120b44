package dev.mailwarden.mail.mime;

import java.io.IOException;

/**
 * The lines of a range of octets, through a window that holds the beginning of the present one.
 *
 * <p>What is odd about the octets is noted on the way ({@link LineFacts}); nothing is allocated for
 * a line.
 */
final class LineScan {

    /** Octets of a line that are kept in the window, however long it is. */
    static final int HEAD = 2_048;

    private static final int WINDOW = 1 << 16;

    /** RFC 5322 §2.1.1, without the line end. */
    private static final int MAX_LINE = 998;

    private final Octets octets;
    private final long end;
    private final byte[] window;

    /** Where the window is filled up to, and the place in the octets behind that. */
    private int filled;

    private long filledTo;

    private int head;
    private int next;
    private long start;
    private long nextStart;
    private int lineBreak;
    private int breakBefore;
    private int facts;

    LineScan(Octets octets, Range range) {
        this.octets = octets;
        this.end = range.end();
        this.window = new byte[(int) Math.min(WINDOW, range.length())];
        this.filledTo = range.start();
        this.nextStart = range.start();
    }

    /** {@return whether there is another line; it is the present one then} */
    boolean next() throws IOException {
        head = next;
        start = nextStart;
        breakBefore = lineBreak;
        lineBreak = 0;
        facts = 0;
        int i = next;
        boolean afterReturn = false;
        while (true) {
            while (i < filled) {
                int kind = LineFacts.kind(window[i]);
                if (kind == LineFacts.LINE_FEED) {
                    endLine(i + 1, afterReturn);
                    return true;
                }
                if (kind != 0 || afterReturn) {
                    afterReturn = note(kind, i, afterReturn);
                }
                i++;
            }
            if (filledTo == end) {
                return lastLine(i, afterReturn);
            }
            i -= slide(i);
            fill();
        }
    }

    /** {@return whether a carriage return stands at {@code i}} */
    private boolean note(int kind, int i, boolean afterReturn) {
        if (afterReturn) {
            facts |= LineFacts.BARE_RETURN;
            if (window[i] == '-') {
                facts |= LineFacts.DASHES;
            }
        }
        if (kind == LineFacts.RETURN) {
            return true;
        }
        facts |= kind;
        return false;
    }

    private void endLine(int behind, boolean afterReturn) {
        lineBreak = afterReturn ? 2 : 1;
        facts |= afterReturn ? LineFacts.CRLF : LineFacts.BARE_FEED;
        finish(behind);
    }

    private boolean lastLine(int behind, boolean afterReturn) {
        if (behind == head) {
            return false;
        }
        facts |= afterReturn ? LineFacts.BARE_RETURN : 0;
        finish(behind);
        return true;
    }

    private void finish(int behind) {
        next = behind;
        nextStart = filledTo - (filled - behind);
        if (nextStart - start > MAX_LINE + lineBreak) {
            facts |= LineFacts.LONG_LINE;
        }
        facts |= LineFacts.beginningWith(window, head, behind);
    }

    /** Makes room in the window. {@return by how much its content moved} */
    private int slide(int i) {
        if (head > 0) {
            int by = head;
            System.arraycopy(window, head, window, 0, filled - head);
            head = 0;
            filled -= by;
            return by;
        }
        if (filled == window.length) {
            int by = i - HEAD; // a line longer than the window: only its beginning is kept
            filled = HEAD;
            return by;
        }
        return 0;
    }

    private void fill() throws IOException {
        int count = (int) Math.min(window.length - filled, end - filledTo);
        octets.copyTo(filledTo, window, filled, count);
        filled += count;
        filledTo += count;
    }

    /** Where the present line begins. */
    long start() {
        return start;
    }

    /** Behind the line end. */
    long end() {
        return nextStart;
    }

    /** Octets of the line end before the present line. */
    int breakBefore() {
        return breakBefore;
    }

    byte[] window() {
        return window;
    }

    /** Where the present line begins in the window. */
    int head() {
        return head;
    }

    /** Behind what the window holds of the present line without its end. */
    int tail() {
        return Math.min(next - lineBreak, head + HEAD);
    }

    /** Whether the present line holds nothing. */
    boolean isEmpty() {
        return nextStart - start == lineBreak;
    }

    /** {@return what was noted in the present line} */
    int facts() {
        return facts;
    }
}
