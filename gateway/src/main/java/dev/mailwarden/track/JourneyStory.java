package dev.mailwarden.track;

import java.util.List;

/**
 * A journey with all that happened on it.
 *
 * @param events lines of the journal in their order
 */
public record JourneyStory(JourneyRow journey, List<String> events) {

    public JourneyStory {
        events = List.copyOf(events);
    }
}
