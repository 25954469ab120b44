package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import java.io.IOException;
import java.io.OutputStream;

/** Content in a frame on disk, read and checked each time it is asked for. */
final class SegmentContent implements StoredContent {

    private final Segments segments;
    private final Location location;
    private final int offset;
    private final long length;
    private final Digest digest;
    private final ContentFacts facts;

    SegmentContent(
            Segments segments,
            Location location,
            int offset,
            long length,
            Digest digest,
            ContentFacts facts) {
        this.segments = segments;
        this.location = location;
        this.offset = offset;
        this.length = length;
        this.digest = digest;
        this.facts = facts;
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

    /** What is at the location must be this content, and not just hold by itself. */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(segments.readContent(location, offset, length, digest.crc32c()));
    }
}
