package dev.mailwarden.queue;

import dev.mailwarden.message.Outcome;
import java.util.Map;

/**
 * Both sides of the accounting identity of TRUST-2 since the start of the process, counted per
 * (message, recipient).
 *
 * @param found in the spool at start
 * @param accepted since
 * @param ended in a recorded way, by outcome
 * @param queued counted one by one just now, without the held ones
 * @param held counted one by one just now: nothing is tried for them
 */
public record Balance(long found, long accepted, Map<Outcome, Long> ended, long queued, long held) {

    public Balance {
        ended = Map.copyOf(ended);
    }

    Balance withQueued(long waiting, long nowHeld) {
        return new Balance(found, accepted, ended, waiting, nowHeld);
    }

    /** Recipients that ended in this way. */
    public long of(Outcome outcome) {
        return ended.getOrDefault(outcome, 0L);
    }

    /** 0, or mail was lost or made up. */
    public long difference() {
        long all = ended.values().stream().mapToLong(Long::longValue).sum();
        return found + accepted - all - queued - held;
    }
}
