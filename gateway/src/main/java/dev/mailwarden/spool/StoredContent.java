package dev.mailwarden.spool;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import java.io.IOException;
import java.io.OutputStream;

/** Content that the spool took in, or keeps. */
public sealed interface StoredContent extends Content
        permits InlineContent, SegmentContent, BlobContent {

    /** What the content's octets must have. */
    Digest digest();

    /**
     * Fingerprints of content.
     *
     * @param crc32c of all octets
     * @param sha256 of all octets, 32 octets; do not change the array
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Digest(int crc32c, byte[] sha256) {}

    /** Content without octets, for frames that only carry records. */
    static StoredContent none() {
        return InlineContent.NONE;
    }

    @Override
    ContentFacts facts();

    @Override
    void writeTo(OutputStream out) throws IOException;
}
