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
     * @return how many things stand in it that may be retained and released each by itself
     * @throws IOException if the log cannot be served by this program: reading ends
     */
    int frame(Location location, ByteBuffer records) throws IOException;

    /** The events of a frame that is newer than what the event journal has. */
    void events(long lsn, byte[] events) throws IOException;
}
