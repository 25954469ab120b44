package dev.mailwarden.spool;

import dev.mailwarden.message.WrittenEvents;
import java.util.List;

/**
 * What a user of the spool puts into it in one piece: either all of it is there after a crash, or
 * nothing.
 *
 * @param records what must be known after a restart; the spool keeps them in its index and hands
 *     them back as they were, at most {@value #MAX_RECORDS} octets
 * @param events what happened, for the event journal; at most {@value #MAX_EVENTS} octets
 * @param contents messages as they came in or were made; what is in memory stands in the frame, in
 *     this order, at most {@value #MAX_CONTENT} octets together unless it is one alone; blobs are
 *     only named in the records; content that is in another frame has to be taken in again
 * @param kept whether the frame counts as live until {@link Spool#release}; a frame that is not
 *     kept, such as "delivered", only matters as long as older ones are there
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Frame(
        byte[] records, WrittenEvents events, List<StoredContent> contents, boolean kept) {

    /**
     * Enough for whatever envelope is taken. A segment of 8 MiB, the smallest, holds a frame with
     * all it may have: the records stand in the index once more.
     */
    public static final int MAX_RECORDS = 2 << 20;

    /** Enough for the events of one commit. */
    public static final int MAX_EVENTS = 1 << 20;

    /** Of several contents together; a single one may be as large as memory takes. */
    public static final int MAX_CONTENT = 1 << 20;

    public Frame {
        contents = List.copyOf(contents);
        if (records.length > MAX_RECORDS || events.length() > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "a frame takes at most %d octets of records and %d of events, got %d and %d"
                            .formatted(MAX_RECORDS, MAX_EVENTS, records.length, events.length()));
        }
        if (contents.stream().anyMatch(SegmentContent.class::isInstance)) {
            throw new IllegalArgumentException("content of another frame has to be read first");
        }
        if (contents.size() > 1 && inlineOctets(contents) > MAX_CONTENT) {
            throw new IllegalArgumentException(
                    "a frame takes at most %d octets of several contents".formatted(MAX_CONTENT));
        }
    }

    /** A frame of one message. */
    public Frame(byte[] records, WrittenEvents events, StoredContent content, boolean kept) {
        this(records, events, List.of(content), kept);
    }

    /** {@return octets that contents take within a frame} */
    public static int inlineOctets(List<StoredContent> contents) {
        return contents.stream()
                .filter(InlineContent.class::isInstance)
                .mapToInt(content -> Math.toIntExact(content.length()))
                .sum();
    }

    /** What of the contents stands in files. */
    public List<BlobContent> blobs() {
        return contents.stream()
                .filter(BlobContent.class::isInstance)
                .map(BlobContent.class::cast)
                .toList();
    }

    List<InlineContent> inline() {
        return contents.stream()
                .filter(InlineContent.class::isInstance)
                .map(InlineContent.class::cast)
                .toList();
    }

    /** A frame that carries records and events only and is not kept. */
    public static Frame note(byte[] records, WrittenEvents events) {
        return new Frame(records, events, List.of(), false);
    }
}
