package dev.mailwarden.message;

/** Where events go that are not part of a durable commit. Safe for any number of threads. */
public interface Journal {

    /** Records an event soon; waits when the journal is behind rather than losing it. */
    void record(Event event);
}
