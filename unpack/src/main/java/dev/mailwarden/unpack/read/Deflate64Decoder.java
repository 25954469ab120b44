package dev.mailwarden.unpack.read;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;

/** PKWARE's Deflate64, by commons-compress. */
final class Deflate64Decoder implements Decoder {

    private final long begin;
    private final Deflate64CompressorInputStream stream;

    Deflate64Decoder(Container container, long at) {
        this.begin = at;
        this.stream = new Deflate64CompressorInputStream(new ContainerStream(container, at));
    }

    @Override
    public int read(byte[] buffer) throws DamagedException {
        try {
            return stream.read(buffer);
        } catch (IOException | RuntimeException e) {
            throw new DamagedException("the content is not deflate64");
        }
    }

    @Override
    public long end() {
        return begin + stream.getCompressedCount();
    }

    /** The container from a place on. Closing it does nothing. */
    private static final class ContainerStream extends InputStream {

        private final Container container;
        private long at;

        ContainerStream(Container container, long at) {
            this.container = container;
            this.at = at;
        }

        @Override
        public int read() {
            return at < container.length() ? container.octet(at++) : -1;
        }

        @Override
        public int read(byte[] to, int offset, int count) {
            if (count == 0) {
                return 0;
            }
            int there = (int) Math.min(count, container.length() - at);
            if (there <= 0) {
                return -1;
            }
            byte[] octets = container.copy(at, there);
            System.arraycopy(octets, 0, to, offset, there);
            at += there;
            return there;
        }
    }
}
