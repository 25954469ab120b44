package dev.mailwarden.observe;

import dev.mailwarden.message.JourneyId;

/** The journey that a thread works on, so that its id stands in each line of the log. */
public final class Journeys {

    /** Bound by whoever begins to work on a message. */
    public static final ScopedValue<JourneyId> CURRENT = ScopedValue.newInstance();

    private Journeys() {}
}
