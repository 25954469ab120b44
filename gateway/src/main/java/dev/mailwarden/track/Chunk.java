package dev.mailwarden.track;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.WrittenEvents;
import java.util.ArrayList;
import java.util.List;

/** Some lines on their way into the journal; they go into one file. */
final class Chunk {

    /** The position of events that are in no spool. */
    static final long NOWHERE = -1;

    private final WrittenEvents written;
    private final long position;

    /**
     * Makes a chunk.
     *
     * @param position where in the spool they come from, {@link #NOWHERE} for those of no commit
     */
    Chunk(WrittenEvents written, long position) {
        this.written = written;
        this.position = position;
    }

    byte[] lines() {
        return written.lines();
    }

    long position() {
        return position;
    }

    /** {@return the events, read back from the lines if need be} */
    List<Event> events() {
        if (!written.events().isEmpty()) {
            return written.events();
        }
        List<Event> read = new ArrayList<>();
        for (JournalLine line : EventCodec.decode(written.lines())) {
            if (line instanceof JournalLine.Known(Event event)) {
                read.add(event);
            }
        }
        return read;
    }
}
