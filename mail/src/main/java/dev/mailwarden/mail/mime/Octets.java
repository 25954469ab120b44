package dev.mailwarden.mail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Octets that may be read at any place, any number of times, by several threads. */
public interface Octets {

    long length();

    /**
     * Copies {@code count} octets from {@code position} on.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws IOException if they cannot be read back
     */
    void copyTo(long position, byte[] into, int offset, int count) throws IOException;

    /** {@return the octets of a range that fits into an array} */
    default byte[] copy(Range range) throws IOException {
        byte[] copy = new byte[Math.toIntExact(range.length())];
        copyTo(range.start(), copy, 0, copy.length);
        return copy;
    }

    /** {@return the octets of a range, one after the other} */
    default InputStream stream(Range range) {
        return new OctetsInput(this, range);
    }

    /** Octets in memory. They are not copied: whoever gives them must not change them. */
    static Octets of(byte[] octets) {
        return new Octets() {
            @Override
            public long length() {
                return octets.length;
            }

            @Override
            public void copyTo(long position, byte[] into, int offset, int count) {
                System.arraycopy(octets, Math.toIntExact(position), into, offset, count);
            }

            @Override
            public byte[] copy(Range range) {
                return Arrays.copyOfRange(
                        octets, Math.toIntExact(range.start()), Math.toIntExact(range.end()));
            }
        };
    }
}
