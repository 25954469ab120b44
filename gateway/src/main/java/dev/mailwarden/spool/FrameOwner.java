package dev.mailwarden.spool;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Who knows which frames are still needed, so that the spool can move them out of old segments. */
public interface FrameOwner {

    /**
     * Begins to move a frame; until {@link #endMove} nothing else may happen to what it holds.
     *
     * @param from where the frame is
     * @param records those it was written with, little-endian
     * @return the records to write now, or empty if the frame is not needed or is in use
     */
    Optional<byte[]> beginMove(Location from, ByteBuffer records);

    /**
     * Ends a move.
     *
     * @param to where the frame is now, or empty if it could not be moved; the old place is
     *     released by the spool
     */
    void endMove(Location from, ByteBuffer records, Optional<Location> to);
}
