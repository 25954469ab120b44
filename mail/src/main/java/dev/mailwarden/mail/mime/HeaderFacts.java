package dev.mailwarden.mail.mime;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is odd about the octets of a header.
 *
 * @param garbageAt where the first line stands that is no field and continues none, or -1
 * @param blankLineAt where the first line stands that has nothing but white space, or -1
 */
record HeaderFacts(Set<Ambiguity> ambiguities, int garbageAt, int blankLineAt) {

    private static final int NONE = -1;

    private static final byte[] MAILBOX_LINE = LineTokens.ascii("From ");
    private static final byte[] QUOTED_MAILBOX_LINE = LineTokens.ascii(">From ");

    private static final HeaderFacts PLAIN = new HeaderFacts(Set.of(), NONE, NONE);

    /** Whether somebody may see other fields than those that are there by the rule. */
    boolean isOdd() {
        return !ambiguities.isEmpty();
    }

    static HeaderFacts of(byte[] octets, HeaderBlock fields) {
        var scan = new Scan(octets);
        scan.run(Math.min(fields.bodyStart(), octets.length));
        if (fields.garbageLines() == 0 && scan.found.isEmpty() && fields.isComplete()) {
            return PLAIN;
        }
        if (!fields.isComplete()) {
            scan.found.add(Ambiguity.HEADER_TOO_LONG);
        }
        if (fields.garbageLines() > 0 && scan.garbageAt != NONE) {
            scan.found.add(Ambiguity.HEADER_GARBAGE);
        }
        return new HeaderFacts(Set.copyOf(scan.found), scan.garbageAt, scan.blankLineAt);
    }

    private static final class Scan {

        private final byte[] octets;
        private final Set<Ambiguity> found = EnumSet.noneOf(Ambiguity.class);
        private int garbageAt = NONE;
        private int blankLineAt = NONE;
        private boolean inField;

        Scan(byte[] octets) {
            this.octets = octets;
        }

        void run(int end) {
            int line = startsWithMailboxLine(end) ? octets(0, end) : 0;
            while (line < end) {
                int next = octets(line, end);
                line(line, next);
                line = next;
            }
        }

        /** Files of messages have such a line before each; readers pass over one in its place. */
        private boolean startsWithMailboxLine(int end) {
            return LineTokens.startsWith(octets, 0, end, MAILBOX_LINE)
                    || LineTokens.startsWith(octets, 0, end, QUOTED_MAILBOX_LINE);
        }

        /** Notes what octets a line has. {@return where it ends} */
        private int octets(int from, int end) {
            boolean eightBit = false;
            int i = from;
            while (i < end && octets[i] != '\n') {
                int kind = LineFacts.kind(octets[i]);
                if (kind != 0) {
                    eightBit |= kind == LineFacts.EIGHT_BIT;
                    note(kind, i, end);
                }
                i++;
            }
            if (eightBit && !Utf8Check.isValid(octets, from, i)) {
                found.add(Ambiguity.HEADER_EIGHT_BIT);
            }
            return Math.min(i + 1, end);
        }

        private void note(int kind, int i, int end) {
            if (kind == LineFacts.NUL) {
                found.add(Ambiguity.HEADER_NUL);
            } else if (kind == LineFacts.CONTROL) {
                found.add(Ambiguity.HEADER_CONTROL);
            } else if (kind == LineFacts.RETURN && (i + 1 >= end || octets[i + 1] != '\n')) {
                found.add(Ambiguity.HEADER_BARE_RETURN);
            }
        }

        private void line(int from, int to) {
            if (LineTokens.isBlank(octets[from])) {
                continuation(from, to);
                return;
            }
            int i = from;
            while (i < to && octets[i] > ' ' && octets[i] != ':' && octets[i] != 0x7f) {
                i++;
            }
            boolean named = i > from;
            boolean blank = i < to && LineTokens.isBlank(octets[i]);
            while (i < to && LineTokens.isBlank(octets[i])) {
                i++;
            }
            inField = named && i < to && octets[i] == ':';
            if (inField && (blank || isSecondColon(i + 1, to))) {
                found.add(Ambiguity.SPACE_BEFORE_COLON);
            }
            if (!inField && garbageAt == NONE && !isLineEnd(from)) {
                garbageAt = from;
            }
        }

        private boolean isSecondColon(int i, int to) {
            return i < to && octets[i] == ':';
        }

        private void continuation(int from, int to) {
            if (LineTokens.isEmptyToPeople(octets, from, to)) {
                found.add(Ambiguity.HEADER_BLANK_LINE);
                blankLineAt = blankLineAt == NONE ? from : blankLineAt;
            } else if (!inField && garbageAt == NONE) {
                garbageAt = from;
            }
        }

        private boolean isLineEnd(int i) {
            return octets[i] == '\n'
                    || (octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n');
        }
    }
}
