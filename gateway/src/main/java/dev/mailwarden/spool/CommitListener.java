package dev.mailwarden.spool;

import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;

/** Hears from the committer, on its thread, in the order of the log; must be quick. */
public interface CommitListener {

    /**
     * A frame is on stable storage.
     *
     * @param lsn greater than any before
     * @param events those of the frame, maybe none
     */
    void durable(long lsn, WrittenEvents events);

    /** A write or sync failed, or there is no segment to write to: nothing is accepted for now. */
    void failed(IOException cause);

    /** There is a segment to write to again. */
    void recovered();
}
