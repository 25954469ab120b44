package dev.mailwarden.spool;

import dev.mailwarden.message.WrittenEvents;

/**
 * What a user of the spool puts into it in one piece: either all of it is there after a crash, or
 * nothing.
 *
 * @param records what must be known after a restart; the spool keeps them in its index and hands
 *     them back as they were, at most {@value #MAX_RECORDS} octets
 * @param events what happened, for the event journal; at most {@value #MAX_EVENTS} octets
 * @param content the message as it came in, or {@link StoredContent#none()}; a blob is only named
 *     in the records; content that is in another frame has to be taken in again
 * @param kept whether the frame counts as live until {@link Spool#release}; a frame that is not
 *     kept, such as "delivered", only matters as long as older ones are there
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Frame(byte[] records, WrittenEvents events, StoredContent content, boolean kept) {

    /** Enough for 1,000 recipients with every parameter at its longest usual length. */
    public static final int MAX_RECORDS = 1 << 20;

    /** Enough for the events of one commit. */
    public static final int MAX_EVENTS = 1 << 20;

    public Frame {
        if (records.length > MAX_RECORDS || events.length() > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "a frame takes at most %d octets of records and %d of events, got %d and %d"
                            .formatted(MAX_RECORDS, MAX_EVENTS, records.length, events.length()));
        }
        if (content instanceof SegmentContent) {
            throw new IllegalArgumentException("content of another frame has to be read first");
        }
    }

    /** A frame that carries records and events only and is not kept. */
    public static Frame note(byte[] records, WrittenEvents events) {
        return new Frame(records, events, StoredContent.none(), false);
    }
}
