package dev.mailwarden.queue;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.CommitListener;
import dev.mailwarden.track.EventCodec;
import dev.mailwarden.track.JournalLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every event that became durable or was found again; no number may name two events. */
final class Observed implements CommitListener {

    private record Name(JourneyId journey, int sequence) {}

    private final Map<Name, Event> events = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private boolean listening = true;

    @Override
    public synchronized void durable(long lsn, WrittenEvents written) {
        if (listening) {
            take(written.lines());
        }
    }

    /** What another observer saw before a crash, and what recovery finds. */
    synchronized void take(byte[] lines) {
        for (JournalLine line : EventCodec.decode(lines)) {
            if (line instanceof JournalLine.Known(Event event)) {
                Event other = events.put(new Name(event.journey(), event.sequence()), event);
                if (other != null && !other.equals(event)) {
                    faults.add("the same number names " + other + " and " + event);
                }
            } else {
                faults.add("not an event: " + line);
            }
        }
    }

    /** The process it listened to is dead. */
    synchronized void deafen() {
        listening = false;
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized <E extends Event> List<E> all(Class<E> type) {
        return events.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void failed(IOException cause) {
        // the spool says so itself
    }

    @Override
    public void recovered() {
        // nothing to do
    }
}
