package dev.mailwarden.queue;

import dev.mailwarden.message.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts recipients for the {@link Balance}. Guarded by the scheduler's lock. */
final class Ledger {

    private final Map<Outcome, Long> ended = new EnumMap<>(Outcome.class);
    private long found;
    private long accepted;

    /**
     * Recipients of messages that were in the spool at start; negative if they turn out to have
     * ended before it.
     */
    void found(int recipients) {
        found += recipients;
    }

    void accepted(int recipients) {
        accepted += recipients;
    }

    void ended(Outcome outcome, int recipients) {
        ended.merge(outcome, (long) recipients, Long::sum);
    }

    /** The accounts' side of the identity. */
    Balance balance() {
        return new Balance(found, accepted, ended, 0, 0);
    }
}
