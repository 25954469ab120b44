package dev.mailwarden.scan;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a module, or an engine of one, could do its work.
 *
 * @param state what it comes to
 * @param detail for administrators; empty if there is nothing to tell
 * @param basesDate of what it knows; empty if it needs nothing of the kind or does not tell
 */
public record Fitness(State state, String detail, Optional<Instant> basesDate) {

    /** All is well. */
    public static final Fitness FIT = new Fitness(State.UP, "", Optional.empty());

    /** What it comes to. */
    public enum State {
        UP,
        /** It works, but less well than it should. */
        IMPAIRED,
        DOWN,
        /** There is nothing that could look. */
        ABSENT
    }
}
