package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Content in memory, as it came in: small enough to stand in a frame. Immutable once made; what it
 * holds was never read back from a disk, so nothing has to be checked.
 */
final class InlineContent implements StoredContent {

    static final InlineContent NONE =
            new InlineContent(List.of(), new Digest(0, new byte[0]), ContentFacts.PLAIN);

    private final List<ByteBuffer> pieces;
    private final int length;
    private final Digest digest;
    private final ContentFacts facts;

    /**
     * @param pieces array-backed; position and limit are never moved
     */
    InlineContent(List<ByteBuffer> pieces, Digest digest, ContentFacts facts) {
        this.pieces = List.copyOf(pieces);
        this.length = this.pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        this.digest = digest;
        this.facts = facts;
    }

    /** Octets read back from a frame, to be written to another; facts and SHA-256 stay behind. */
    static InlineContent of(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return new InlineContent(
                List.of(ByteBuffer.wrap(octets)),
                new Digest((int) crc.getValue(), new byte[0]),
                ContentFacts.PLAIN);
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
        for (ByteBuffer piece : pieces) {
            out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
    }

    @Override
    public Reader open() {
        return this::read;
    }

    private void read(long position, byte[] into, int offset, int count) {
        Objects.checkFromIndexSize(position, count, length);
        int from = (int) position;
        int given = 0;
        for (ByteBuffer piece : pieces) {
            int here = Math.min(piece.remaining() - from, count - given);
            if (here > 0) {
                piece.get(piece.position() + from, into, offset + given, here);
                given += here;
            }
            from = Math.max(0, from - piece.remaining());
        }
    }

    /** Octets of memory that it takes, used or not. */
    int room() {
        return pieces.stream().mapToInt(ByteBuffer::capacity).sum();
    }

    void update(CRC32C crc) {
        for (ByteBuffer piece : pieces) {
            crc.update(piece.duplicate());
        }
    }

    void copyTo(ByteBuffer target) {
        for (ByteBuffer piece : pieces) {
            target.put(piece.duplicate());
        }
    }
}
