package dev.mailwarden.track;

import dev.mailwarden.message.Event;
import java.util.ArrayList;
import java.util.List;

/** Some lines on their way into the journal; they go into one file. */
final class Chunk {

    /** The position of events that are in no spool. */
    static final long NOWHERE = -1;

    private final byte[] lines;
    private final List<Event> events;
    private final long position;

    /**
     * Makes a chunk.
     *
     * @param lines encoded events, not changed any more
     * @param events the same events; empty when only the lines are at hand
     * @param position where in the spool they come from, {@link #NOWHERE} for those of no commit
     */
    Chunk(byte[] lines, List<Event> events, long position) {
        this.lines = lines;
        this.events = events;
        this.position = position;
    }

    byte[] lines() {
        return lines;
    }

    long position() {
        return position;
    }

    /** {@return the events, read back from the lines if need be} */
    List<Event> events() {
        if (!events.isEmpty()) {
            return events;
        }
        List<Event> read = new ArrayList<>();
        for (JournalLine line : EventCodec.decode(lines)) {
            if (line instanceof JournalLine.Known(Event event)) {
                read.add(event);
            }
        }
        return read;
    }
}
