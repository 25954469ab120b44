package dev.mailwarden.message;

import java.util.List;

/**
 * Something made from the events as they come, such as a log for people. It runs on the journal's
 * writer, sees every event in the journal's order, and may see one again after a crash.
 */
public interface Projection extends AutoCloseable {

    /** Takes the next events. A failure is the projection's own affair: it does not throw. */
    void take(List<Event> events);

    @Override
    void close();
}
