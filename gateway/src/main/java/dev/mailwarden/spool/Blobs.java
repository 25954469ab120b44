package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.DamagedContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files for content that is too large for a frame. A blob is written and synced before the frame
 * that names it; the committer syncs the directory once for all blobs of a batch. One that no frame
 * names is left from a crash or a refused message, and goes at the next start.
 */
final class Blobs {

    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
    private static final String SUFFIX = ".blob";
    private static final String ASIDE = "orphan-";

    private final Volume volume;
    private final RandomGenerator random;

    Blobs(Volume volume, RandomGenerator random) {
        this.volume = volume;
        this.random = random;
    }

    /** Creates a file for content that is coming in. */
    Incoming begin() throws IOException {
        String name = newName();
        return new Incoming(name, volume.create(name));
    }

    /** 128 random bits, so that two messages never meet in one file. */
    private String newName() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()) + SUFFIX;
    }

    BlobContent content(String name, long length, StoredContent.Digest digest, ContentFacts facts) {
        return new BlobContent(this, name, length, digest, facts);
    }

    /** Names of the blobs there are, without those set aside. */
    List<String> list() throws IOException {
        return volume.list().stream()
                .filter(name -> name.endsWith(SUFFIX) && !name.startsWith(ASIDE))
                .toList();
    }

    /**
     * Keeps a blob under another name, out of reach of {@link #delete}, because it is damaged or a
     * frame that named it may have been lost; a failure leaves it as it is.
     */
    void setAside(String name) {
        try {
            volume.rename(name, ASIDE + name);
            LOG.warn(
                    "blob {} is damaged, or the log has damage and nothing names it: set aside",
                    name);
        } catch (IOException e) {
            LOG.warn("blob {} could not be set aside and stays", name, e);
        }
    }

    /**
     * Opens a blob for reading.
     *
     * @throws DamagedContentException if there is none
     * @throws IOException if it cannot be opened now
     */
    Volume.Reader read(String name) throws IOException {
        try {
            return volume.read(name);
        } catch (NoSuchFileException _) {
            throw new DamagedContentException("blob " + name + " is missing");
        }
    }

    /** Deletes a blob; a failure leaves it to the next start. */
    void delete(String name) {
        try {
            volume.delete(name);
        } catch (IOException e) {
            LOG.warn("blob {} could not be deleted and stays until the next start", name, e);
        }
    }

    /** Makes the names of all blobs durable that were synced before. */
    void forceNames() throws IOException {
        volume.force();
    }

    /** A blob being written, by one thread. */
    final class Incoming {

        private final String name;
        private final Volume.Writer writer;
        private long written;

        private Incoming(String name, Volume.Writer writer) {
            this.name = name;
            this.writer = writer;
        }

        /**
         * Writes pieces and empties the list.
         *
         * @return the last piece, cleared for use again
         */
        ByteBuffer take(List<ByteBuffer> pieces) throws IOException {
            ByteBuffer last = pieces.getLast();
            for (ByteBuffer piece : pieces) {
                int octets = piece.remaining();
                writer.write(piece, written);
                written += octets;
            }
            pieces.clear();
            return last.clear();
        }

        /** Puts the octets on stable storage. */
        BlobContent finish(long length, StoredContent.Digest digest, ContentFacts facts)
                throws IOException {
            writer.force(true);
            writer.close();
            return content(name, length, digest, facts);
        }

        void discard() {
            try {
                writer.close();
            } catch (IOException e) {
                LOG.debug("closing blob {}, which is deleted anyway", name, e);
            }
            delete(name);
        }
    }
}
