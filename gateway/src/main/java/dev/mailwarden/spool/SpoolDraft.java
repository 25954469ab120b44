package dev.mailwarden.spool;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A message coming in: in memory up to {@value #INLINE_OCTETS} octets, and while there is room for
 * it there; then in a blob. The fingerprints are taken as the octets pass.
 */
final class SpoolDraft implements Intake.Draft {

    /** The largest content that is kept in memory and in a frame. */
    static final int INLINE_OCTETS = 256 * 1024;

    private static final int SMALLEST_PIECE = 4 * 1024;
    private static final int LARGEST_PIECE = 64 * 1024;

    /**
     * The most that is set aside for octets that were announced only: thousands of clients may
     * declare a large message and never send it.
     */
    private static final int LARGEST_FIRST_PIECE = 16 * 1024;

    private final Blobs blobs;
    private final DraftRoom room;
    private final LongPredicate inline;
    private final List<ByteBuffer> pieces = new ArrayList<>(4);
    private final CRC32C crc = new CRC32C();
    private final MessageDigest sha256 = newSha256();
    private ByteBuffer piece;
    private long length;
    private long taken;
    private Blobs.@Nullable Incoming blob;
    private Optional<BlobContent> finishedBlob = Optional.empty();

    /**
     * @param inline whether a content of so many octets may stay in memory when it is whole
     */
    SpoolDraft(Blobs blobs, DraftRoom room, LongPredicate inline, long expectedOctets) {
        this.blobs = blobs;
        this.room = room;
        this.inline = inline;
        this.piece =
                ByteBuffer.allocate(
                        Math.clamp(expectedOctets, SMALLEST_PIECE, LARGEST_FIRST_PIECE));
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        crc.update(octets, offset, count);
        sha256.update(octets, offset, count);
        length += count;
        for (int done = 0; done < count; ) {
            if (!piece.hasRemaining()) {
                nextPiece();
            }
            int n = Math.min(count - done, piece.remaining());
            piece.put(octets, offset + done, n);
            done += n;
        }
    }

    private void nextPiece() throws IOException {
        pieces.add(piece.flip());
        int next = Math.clamp(length, SMALLEST_PIECE, LARGEST_PIECE);
        if (blob == null && (length > INLINE_OCTETS || !take(next))) {
            blob = blobs.begin();
        }
        piece = blob == null ? ByteBuffer.allocate(next) : blob.take(pieces);
    }

    private boolean take(int octets) {
        boolean is = room.take(octets);
        taken += is ? octets : 0;
        return is;
    }

    private void giveBack() {
        room.give(taken);
        taken = 0;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Content finish(ContentFacts facts) throws IOException {
        giveBack();
        if (blob == null && (length > INLINE_OCTETS || !inline.test(length))) {
            blob = blobs.begin();
        }
        pieces.add(trimmed(piece.flip()));
        var digest = new StoredContent.Digest((int) crc.getValue(), sha256.digest());
        if (blob == null) {
            return new InlineContent(pieces, digest, facts);
        }
        blob.take(pieces);
        BlobContent content = blob.finish(length, digest, facts);
        finishedBlob = Optional.of(content);
        return content;
    }

    /** Queued messages stay in memory for a while, and count for what they hold, not for room. */
    private static ByteBuffer trimmed(ByteBuffer piece) {
        return piece.remaining() < piece.capacity() / 2
                ? ByteBuffer.allocate(piece.remaining()).put(piece).flip()
                : piece;
    }

    @Override
    public void close() {
        giveBack();
        if (finishedBlob.isPresent()) {
            finishedBlob.get().discardUnlessKept();
        } else if (blob != null) {
            blob.discard();
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
