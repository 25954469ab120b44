package dev.mailwarden.mail.mime;

import java.io.IOException;
import java.io.InputStream;

/** Reads a range of octets in pieces. */
final class OctetsInput extends InputStream {

    private static final int PIECE = 1 << 13;

    private final Octets octets;
    private final long end;
    private final byte[] piece;
    private long position;
    private int at;
    private int filled;

    OctetsInput(Octets octets, Range range) {
        this.octets = octets;
        this.position = range.start();
        this.end = range.end();
        this.piece = new byte[(int) Math.min(PIECE, range.length())];
    }

    @Override
    public int read() throws IOException {
        if (at == filled && !fill()) {
            return -1;
        }
        return piece[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == filled && !fill()) {
            return -1;
        }
        int count = Math.min(length, filled - at);
        System.arraycopy(piece, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        int count = (int) Math.min(piece.length, end - position);
        if (count == 0) {
            return false;
        }
        octets.copyTo(position, piece, 0, count);
        position += count;
        at = 0;
        filled = count;
        return true;
    }
}
