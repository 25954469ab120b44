package dev.mailwarden.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sees what recovery finds, in the order of the log. */
public interface FrameVisitor {

    /**
     * A frame of the spool's users.
     *
     * @param location where it is, for {@link Spool#retain} and {@link Spool#content}
     * @param records little-endian, valid during the call only
     */
    void frame(Location location, ByteBuffer records) throws IOException;

    /** The events of a frame that is newer than what the event journal has. */
    void events(long lsn, byte[] events) throws IOException;
}
