package dev.mailwarden.mail.mime;

/**
 * Uuencoded octets (POSIX.1 uuencode). Lines before {@code begin} are passed over if there is one;
 * without it the first line is taken for data.
 */
final class UuDecoder extends Decoder {

    /** Octets of a line that matter; one that is valid has 61 and a checksum at the most. */
    private static final int MAX_LINE = 256;

    private static final byte[] BEGIN = LineTokens.ascii("begin ");
    private static final byte[] END = LineTokens.ascii("end");

    private final byte[] line = new byte[MAX_LINE];
    private int length;
    private boolean begun;
    private boolean ended;

    /**
     * Makes a decoder.
     *
     * @param begun whether data is expected at once
     */
    UuDecoder(boolean begun) {
        this.begun = begun;
    }

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        for (int i = from; i < to && !ended; i++) {
            if (octets[i] == '\n') {
                endLine(out);
            } else if (octets[i] != '\r' && length < MAX_LINE) {
                line[length++] = octets[i];
            }
        }
    }

    @Override
    void end(Sink out) {
        if (!ended) {
            endLine(out);
        }
    }

    private void endLine(Sink out) {
        int used = length;
        length = 0;
        if (LineTokens.startsWith(line, 0, used, BEGIN)) {
            begun = true;
        } else if (begun && used == END.length && LineTokens.startsWith(line, 0, used, END)) {
            ended = true;
        } else if (begun && used > 0) {
            decode(used, out);
        }
    }

    private void decode(int used, Sink out) {
        int octets = (line[0] - ' ') & 0x3f;
        int i = 1;
        while (octets > 0 && i < used) {
            int group = 0;
            for (int k = 0; k < 4; k++) {
                group = (group << 6) | (i + k < used ? (line[i + k] - ' ') & 0x3f : 0);
            }
            for (int shift = 16; shift >= 0 && octets > 0; shift -= 8, octets--) {
                out.put(group >> shift);
            }
            i += 4;
        }
    }
}
