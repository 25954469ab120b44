package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.DamagedContentException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Content in a file of its own, streamed and checked each time it is asked for. */
public final class BlobContent implements StoredContent {

    private static final int PIECE = 64 * 1024;

    private final Blobs blobs;
    private final String name;
    private final long length;
    private final Digest digest;
    private final ContentFacts facts;

    /** Set before a frame may name the blob: from then on only the frame's end may delete it. */
    private volatile boolean kept;

    BlobContent(Blobs blobs, String name, long length, Digest digest, ContentFacts facts) {
        this.blobs = blobs;
        this.name = name;
        this.length = length;
        this.digest = digest;
        this.facts = facts;
    }

    /** File name in the blob directory. */
    public String name() {
        return name;
    }

    void keep() {
        kept = true;
    }

    /** No frame names it after all: it goes with its draft. */
    void giveBack() {
        kept = false;
    }

    void discardUnlessKept() {
        if (!kept) {
            blobs.delete(name);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ContentFacts facts() {
        return facts;
    }

    @Override
    public Digest digest() {
        return digest;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (Volume.Reader reader = blobs.read(name)) {
            if (reader.size() != length) {
                throw new DamagedContentException(
                        "blob %s has %d octets instead of %d"
                                .formatted(name, reader.size(), length));
            }
            stream(reader, out);
        }
    }

    private void stream(Volume.Reader reader, OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, length)];
        CRC32C crc = new CRC32C();
        for (long position = 0; position < length; ) {
            int wanted = (int) Math.min(piece.length, length - position);
            int got = reader.read(piece, 0, wanted, position);
            crc.update(piece, 0, got);
            position += got;
            boolean last = position == length || got < wanted;
            if (last && (got < wanted || (int) crc.getValue() != digest.crc32c())) {
                throw new DamagedContentException("blob " + name + " fails its checksum");
            }
            out.write(piece, 0, got);
        }
    }

    @Override
    public Reader open() throws IOException {
        return new OpenBlob(blobs.read(name), name);
    }

    private record OpenBlob(Volume.Reader file, String name) implements Reader {

        @Override
        public void read(long position, byte[] into, int offset, int count) throws IOException {
            if (file.read(into, offset, count, position) < count) {
                throw new DamagedContentException("blob " + name + " is too short");
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
