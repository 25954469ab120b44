package dev.mailwarden.track;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.Optional;

/** What one line of the event journal turned out to be. */
public sealed interface JournalLine {

    /** An event that this version knows. */
    record Known(Event event) implements JournalLine {}

    /**
     * A sound line that this version cannot turn into an event, written by a newer one.
     *
     * @param journey empty when the line names none
     * @param sequence 0 when the line has none
     * @param kind empty when the line has none
     * @param json the line as it stands, without its line end
     */
    record Unknown(Optional<JourneyId> journey, int sequence, String kind, String json)
            implements JournalLine {}

    /**
     * A mark: every event of the spool up to this position stands before it.
     *
     * @param spool the last position, -1 for none
     * @param at when the mark was written
     */
    record Position(long spool, Instant at) implements JournalLine {}

    /** A line whose checksum does not hold, or that is no line of ours at all. */
    record Damaged() implements JournalLine {}
}
