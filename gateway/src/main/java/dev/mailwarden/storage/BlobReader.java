package dev.mailwarden.storage;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.storage.BlobFormat.Chunks;
import dev.mailwarden.storage.BlobFormat.Header;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * Reads the body out of an encrypted file. Not one octet is handed out before its chunk is known to
 * be whole and in its place, and the end only if it is the end. For one thread.
 */
@ForeignOctets
final class BlobReader extends InputStream {

    private static final int SEALED_OCTETS = BlobFormat.CHUNK_OCTETS + Crypto.TAG_OCTETS;

    private final InputStream file;
    private final Chunks chunks;
    private final int key;
    private final String id;

    /** One octet more than a chunk, to see whether another one follows. */
    private final byte[] sealed = new byte[SEALED_OCTETS + 1];

    private int ahead;
    private final byte[] clear = new byte[BlobFormat.CHUNK_OCTETS];
    private int at;
    private int end;
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param file closed with this
     * @param name of the file, to which its content is bound
     */
    BlobReader(InputStream file, StoreKeys keys, String name) throws IOException {
        this.file = file;
        Header header = Header.read(ByteBuffer.wrap(file.readNBytes(BlobFormat.HEADER_OCTETS)));
        key = header.key();
        var storeKey =
                keys.key(key)
                        .orElseThrow(() ->
                                new StorageException(
                                        Reason.DAMAGED, "there is no key number " + key));
        chunks = new Chunks(Cipher.DECRYPT_MODE, header.derive(storeKey, name));
        byte[] first = file.readNBytes(BlobFormat.ID_CHUNK_OCTETS);
        byte[] idChunk = new byte[first.length];
        chunks.next(first, first.length, idChunk, false);
        id = BlobFormat.id(idChunk);
    }

    /** {@return what the body was put under} */
    String id() {
        return id;
    }

    /** {@return the number of the key that it was written with} */
    int key() {
        return key;
    }

    @Override
    public int read() throws IOException {
        return fill() ? clear[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(clear, at, target, offset, count);
        at += count;
        return count;
    }

    /** {@return false at the end} */
    private boolean fill() throws IOException {
        while (at == end && !ended) {
            int have = ahead + file.readNBytes(sealed, ahead, sealed.length - ahead);
            boolean last = have < sealed.length;
            int length = last ? have : SEALED_OCTETS;
            end = chunks.next(sealed, length, clear, last);
            at = 0;
            ended = last;
            ahead = last ? 0 : 1;
            sealed[0] = sealed[SEALED_OCTETS];
        }
        return at < end;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(clear, (byte) 0);
        at = end;
        ended = true;
        file.close();
    }
}
