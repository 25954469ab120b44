package dev.mailwarden.mail.mime;

import java.util.Arrays;

/** One pass over the lines of a header block. */
final class HeaderScan {

    private static final int INTS_PER_FIELD = 3;
    private static final int FIRST_FIELDS = 32;

    private final byte[] octets;
    private final int end;
    private final int maxFields;
    private int[] slices = new int[FIRST_FIELDS * INTS_PER_FIELD];
    private int used;
    private int position;
    private int garbageLines;
    private boolean complete;

    private HeaderScan(byte[] octets, int offset, int end, int maxFields) {
        this.octets = octets;
        this.position = offset;
        this.end = end;
        this.maxFields = maxFields;
    }

    static HeaderScan run(byte[] octets, int offset, int end) {
        boolean cut = end - offset > HeaderBlock.MAX_OCTETS;
        int to = cut ? offset + HeaderBlock.MAX_OCTETS : end;
        var scan = new HeaderScan(octets, offset, to, HeaderBlock.MAX_FIELDS);
        scan.readLines(cut);
        return scan;
    }

    static HeaderScan whole(byte[] octets) {
        var scan = new HeaderScan(octets, 0, octets.length, Integer.MAX_VALUE);
        scan.readLines(false);
        return scan;
    }

    byte[] octets() {
        return octets;
    }

    int[] slices() {
        return Arrays.copyOf(slices, used);
    }

    /** Behind the empty line, or where the reading stopped. */
    int position() {
        return position;
    }

    int garbageLines() {
        return garbageLines;
    }

    boolean complete() {
        return complete;
    }

    private void readLines(boolean cut) {
        boolean inField = false;
        while (position < end) {
            int lineEnd = lineEnd();
            if (isEmpty(position, lineEnd)) {
                position = lineEnd;
                complete = true;
                return;
            }
            if (octets[position] == ' ' || octets[position] == '\t') {
                if (inField) {
                    slices[used - 1] = lineEnd;
                } else {
                    garbageLines++;
                }
            } else {
                if (used / INTS_PER_FIELD == maxFields) {
                    return;
                }
                inField = startField(lineEnd);
            }
            position = lineEnd;
        }
        complete = !cut; // a header may end with the message
    }

    private boolean startField(int lineEnd) {
        int colon = colon(lineEnd);
        if (colon < 0) {
            garbageLines++;
            return false;
        }
        if (used == slices.length) {
            slices = Arrays.copyOf(slices, used * 2);
        }
        slices[used++] = position;
        slices[used++] = colon;
        slices[used++] = lineEnd;
        return true;
    }

    /**
     * {@return the colon behind a field name, or -1}
     *
     * <p>A name is printable ASCII without colon (RFC 5322 §2.2); white space before the colon is
     * the old form of §4.5.
     */
    private int colon(int lineEnd) {
        int i = position;
        while (i < lineEnd && octets[i] > ' ' && octets[i] < 0x7f && octets[i] != ':') {
            i++;
        }
        boolean named = i > position;
        while (i < lineEnd && (octets[i] == ' ' || octets[i] == '\t')) {
            i++;
        }
        return named && i < lineEnd && octets[i] == ':' ? i : -1;
    }

    private int lineEnd() {
        int i = position;
        while (i < end && octets[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }

    private boolean isEmpty(int from, int to) {
        return octets[from] == '\n'
                || (to - from == 2 && octets[from] == '\r' && octets[from + 1] == '\n');
    }
}
