package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import java.util.List;
import java.util.Optional;

/**
 * Some journeys, the newest first.
 *
 * @param next where the next page begins, see {@link JourneyQuery#after}; empty if there is none
 * @param complete false if the search was ended by its time limit: there may be more between the
 *     last row and {@code next}'s page, which goes on there
 */
public record JourneyPage(List<JourneyRow> rows, Optional<JourneyId> next, boolean complete) {

    public JourneyPage {
        rows = List.copyOf(rows);
    }
}
