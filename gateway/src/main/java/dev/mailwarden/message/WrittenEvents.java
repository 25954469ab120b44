package dev.mailwarden.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events together with the lines of the event journal that say them, so that nobody who has both at
 * hand reads the lines back.
 *
 * @param lines whole lines, not changed any more
 * @param events what the lines say; empty where only the lines are at hand
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record WrittenEvents(byte[] lines, List<Event> events) {

    /** No events. */
    public static final WrittenEvents NONE = new WrittenEvents(new byte[0], List.of());

    public WrittenEvents {
        events = List.copyOf(events);
    }

    /** Lines that were read from somewhere. */
    public static WrittenEvents ofLines(byte[] lines) {
        return new WrittenEvents(lines, List.of());
    }

    /** Octets of the lines. */
    public int length() {
        return lines.length;
    }

    /** These and then others. Both know their events, or neither does. */
    public WrittenEvents and(WrittenEvents others) {
        byte[] both = Arrays.copyOf(lines, lines.length + others.lines.length);
        System.arraycopy(others.lines, 0, both, lines.length, others.lines.length);
        List<Event> all = new ArrayList<>(events);
        all.addAll(others.events);
        return new WrittenEvents(both, all);
    }
}
