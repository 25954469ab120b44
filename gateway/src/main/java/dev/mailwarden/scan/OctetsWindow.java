package dev.mailwarden.scan;

import dev.mailwarden.mail.filetype.Window;
import dev.mailwarden.mail.mime.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Octets as the type detector reads them; what cannot be read back is thrown unchecked. */
record OctetsWindow(Octets octets) implements Window {

    @Override
    public long size() {
        return octets.length();
    }

    @Override
    public int copy(long at, byte[] into, int offset, int length) {
        if (at >= octets.length()) {
            return 0;
        }
        int count = (int) Math.min(length, octets.length() - at);
        try {
            octets.copyTo(at, into, offset, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
