package dev.mailwarden.mail.mime;

/** Octets in yEnc, as Usenet has them: each moved up by 42, some escaped. */
final class YencDecoder extends Decoder {

    private static final int SHIFT = 42;
    private static final int ESCAPED_SHIFT = 64;

    private static final byte[] BEGIN = LineTokens.ascii("=ybegin ");
    private static final byte[] MARK = LineTokens.ascii("=y");
    private static final byte[] END = LineTokens.ascii("=yend");

    /** The beginning of a line that may be one of yEnc's own. */
    private final byte[] start = new byte[BEGIN.length];

    private int startLength;
    private boolean begun;
    private boolean ended;
    private boolean inMarkLine;
    private boolean escaped;

    @Override
    void feed(byte[] octets, int from, int to, Sink out) {
        for (int i = from; i < to && !ended; i++) {
            take(octets[i], out);
        }
    }

    private void take(byte octet, Sink out) {
        if (octet == '\n') {
            release(out);
            inMarkLine = false;
            startLength = 0;
        } else if (octet != '\r' && !inMarkLine) {
            if (startLength < start.length) {
                start[startLength++] = octet;
                if (startLength == start.length) {
                    decideStart(out);
                }
            } else if (begun) {
                data(octet, out);
            }
        }
    }

    /** A line that is shorter than a mark. */
    private void release(Sink out) {
        if (!inMarkLine && startLength < start.length) {
            decideStart(out);
        }
    }

    private void decideStart(Sink out) {
        if (LineTokens.startsWith(start, 0, startLength, BEGIN)) {
            begun = true;
            inMarkLine = true;
        } else if (LineTokens.startsWith(start, 0, startLength, END)) {
            ended = begun;
            inMarkLine = true;
        } else if (LineTokens.startsWith(start, 0, startLength, MARK)) {
            inMarkLine = true;
        } else if (begun) {
            for (int i = 0; i < startLength; i++) {
                data(start[i], out);
            }
        }
    }

    private void data(byte octet, Sink out) {
        if (escaped) {
            out.put(octet - SHIFT - ESCAPED_SHIFT);
            escaped = false;
        } else if (octet == '=') {
            escaped = true;
        } else {
            out.put(octet - SHIFT);
        }
    }

    @Override
    void end(Sink out) {
        if (!ended) {
            release(out);
        }
    }
}
