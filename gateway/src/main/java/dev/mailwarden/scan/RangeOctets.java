package dev.mailwarden.scan;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;

/** A range of other octets. */
record RangeOctets(Octets source, Range range) implements Octets {

    @Override
    public long length() {
        return range.length();
    }

    @Override
    public void copyTo(long position, byte[] into, int offset, int count) throws IOException {
        if (position < 0 || count < 0 || position > range.length() - count) {
            throw new IndexOutOfBoundsException();
        }
        source.copyTo(range.start() + position, into, offset, count);
    }
}
