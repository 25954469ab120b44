package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The form of an encrypted file: a header of {@value #HEADER_OCTETS} octets in clear (magic, number
 * of the store's key, salt), then chunks of AES-256-GCM. The key of a file is derived from the
 * store's key, the salt, the header and the file's name; so a nonce is a counter, and a renamed
 * file or a changed header opens nothing. The nonce of a chunk is its position and whether it is
 * the last, so that chunks cannot change places, be left out or be cut off. Chunk 0 holds the id,
 * the others {@value #CHUNK_OCTETS} octets of the body each, the last one fewer, perhaps none.
 */
final class BlobFormat {

    static final int CHUNK_OCTETS = 64 << 10;
    static final int SALT_OCTETS = 32;
    static final int HEADER_OCTETS = 8 + 4 + SALT_OCTETS;

    private static final long MAGIC = 0x4d57_424c_4f42_3031L; // MWBLOB01
    private static final int LENGTH_OCTETS = 2;

    /** Octets of the sealed chunk that holds the id, padded so that its length tells nothing. */
    static final int ID_CHUNK_OCTETS = LENGTH_OCTETS + BlobStore.LONGEST_ID + Crypto.TAG_OCTETS;

    private BlobFormat() {}

    /** The header of a file. */
    static final class Header {

        private final int key;
        private final byte[] salt;

        /**
         * Makes one.
         *
         * @param key number of the store's key
         * @param salt random, not changed any more
         */
        Header(int key, byte[] salt) {
            this.key = key;
            this.salt = salt;
        }

        int key() {
            return key;
        }

        ByteBuffer write() {
            return ByteBuffer.allocate(HEADER_OCTETS).putLong(MAGIC).putInt(key).put(salt).flip();
        }

        static Header read(ByteBuffer octets) throws StorageException {
            if (octets.remaining() < HEADER_OCTETS || octets.getLong() != MAGIC) {
                throw new StorageException(Reason.DAMAGED, "no file of this store");
            }
            int key = octets.getInt();
            byte[] salt = new byte[SALT_OCTETS];
            octets.get(salt);
            return new Header(key, salt);
        }

        /** {@return the key of the file with this header and name} */
        SecretKey derive(SecretKey storeKey, String name) {
            String bound = "mailwarden blob %d %s".formatted(key, name);
            return Crypto.derive(storeKey, salt, bound.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** {@return the id as it stands in chunk 0} */
    static byte[] idChunk(String id) {
        byte[] octets = id.getBytes(StandardCharsets.UTF_8);
        if (octets.length == 0 || octets.length > BlobStore.LONGEST_ID) {
            throw new IllegalArgumentException("not an id: " + id);
        }
        return ByteBuffer.allocate(LENGTH_OCTETS + BlobStore.LONGEST_ID)
                .putShort((short) octets.length)
                .put(octets)
                .array();
    }

    static String id(byte[] chunk) {
        ByteBuffer octets = ByteBuffer.wrap(chunk);
        byte[] id = new byte[octets.getShort()];
        octets.get(id);
        return new String(id, StandardCharsets.UTF_8);
    }

    /** Encrypts or decrypts the chunks of one file in their order. For one thread. */
    static final class Chunks {

        private final Cipher cipher;
        private final int mode;
        private final SecretKey key;
        private long position;

        Chunks(int mode, SecretKey key) {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            this.mode = mode;
            this.key = key;
        }

        /**
         * Does the next chunk.
         *
         * @return octets written to {@code out}
         * @throws StorageException if a chunk to be decrypted is not the one of this place
         */
        int next(byte[] in, int length, byte[] out, boolean last) throws StorageException {
            byte[] nonce = new byte[Crypto.NONCE_OCTETS];
            ByteBuffer.wrap(nonce).putInt(last ? 1 : 0).putLong(position++);
            try {
                cipher.init(mode, key, new GCMParameterSpec(8 * Crypto.TAG_OCTETS, nonce));
                return cipher.doFinal(in, 0, length, out, 0);
            } catch (GeneralSecurityException e) {
                throw new StorageException(
                        Reason.DAMAGED,
                        "what is read is not what was written (chunk %d)".formatted(position - 1),
                        e);
            }
        }
    }
}
