package dev.mailwarden.spool;

import dev.mailwarden.message.Intake;
import java.util.function.LongPredicate;

/** Begins drafts. */
final class SpoolIntake implements Intake {

    /** With the message that came in, the contents of one commit fit a frame. */
    private static final long TOGETHER = Frame.MAX_CONTENT - SpoolDraft.INLINE_OCTETS;

    private final Blobs blobs;
    private final DraftRoom room;
    private final LongPredicate inline;

    /**
     * @param inline whether a content of so many octets may stand in a frame; it does then
     */
    SpoolIntake(Blobs blobs, DraftRoom room, LongPredicate inline) {
        this.blobs = blobs;
        this.room = room;
        this.inline = inline;
    }

    @Override
    public Draft begin(long expectedOctets) {
        return new SpoolDraft(blobs, room, inline, expectedOctets);
    }

    @Override
    public Intake forOneCommit() {
        return new SpoolIntake(blobs, room, new DraftRoom(TOGETHER)::take);
    }
}
