package dev.mailwarden.scan;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.Content;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;

/** The octets of a message, read at any place: in memory if they are few, else where they are. */
final class ContentOctets implements Octets, Closeable {

    /** Octets that are taken to memory. */
    private static final long SMALL = 1 << 20;

    private final long length;
    private final Content.Reader reader;

    private ContentOctets(long length, Content.Reader reader) {
        this.length = length;
        this.reader = reader;
    }

    static ContentOctets of(Content content) throws IOException {
        if (content.length() > SMALL) {
            return new ContentOctets(content.length(), content.open());
        }
        var all = new ByteArrayOutputStream((int) content.length());
        content.writeTo(all);
        Octets octets = Octets.of(all.toByteArray());
        return new ContentOctets(octets.length(), octets::copyTo);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void copyTo(long position, byte[] into, int offset, int count) throws IOException {
        if (position < 0 || count < 0 || position > length - count) {
            throw new IndexOutOfBoundsException();
        }
        reader.read(position, into, offset, count);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
