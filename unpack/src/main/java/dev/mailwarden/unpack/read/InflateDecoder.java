package dev.mailwarden.unpack.read;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Deflate (RFC 1951). It ends where the stream says so, whatever lengths were declared. */
final class InflateDecoder implements Decoder {

    private static final int PIECE = 8_192;

    private final Inflater inflater = new Inflater(true);
    private final byte[] piece = new byte[PIECE];
    private final Container container;
    private final long begin;
    private long at;

    InflateDecoder(Container container, long at) {
        this.container = container;
        this.begin = at;
        this.at = at;
    }

    @Override
    public int read(byte[] buffer) throws DamagedException {
        try {
            if (inflater.needsInput()) {
                int count = (int) Math.min(PIECE, container.length() - at);
                container.copy(at, piece, count);
                inflater.setInput(piece, 0, count);
                at += count;
            }
            int count = inflater.inflate(buffer);
            if (count > 0) {
                return count;
            }
            if (inflater.finished()) {
                return -1;
            }
            if (inflater.needsDictionary()) {
                throw new DamagedException("the content asks for a dictionary");
            }
            if (at >= container.length()) {
                throw new DamagedException("the content breaks off");
            }
            return 0;
        } catch (DataFormatException e) {
            throw new DamagedException("the content is not deflate");
        }
    }

    @Override
    public long end() {
        return begin + inflater.getBytesRead();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
