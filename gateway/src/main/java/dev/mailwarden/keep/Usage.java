package dev.mailwarden.keep;

import java.time.Instant;
import java.util.Optional;

/**
 * How full a store is (DATA-34).
 *
 * @param messages in it
 * @param octets on the disk
 * @param mostOctets its limit
 * @param oldest when the oldest message came
 */
public record Usage(
        long messages, long octets, long mostMessages, long mostOctets, Optional<Instant> oldest) {

    private static final int WARNING_PERCENT = 90;

    /** How full that is. */
    public enum Level {
        ROOMY,
        /** From 90 % of a limit (BKP-4, DATA-22). */
        WARNING,
        FULL
    }

    /** {@return how full it is} */
    public Level level() {
        if (octets >= mostOctets || messages >= mostMessages) {
            return Level.FULL;
        }
        boolean nearly =
                octets >= mostOctets / 100.0 * WARNING_PERCENT
                        || messages >= mostMessages / 100.0 * WARNING_PERCENT;
        return nearly ? Level.WARNING : Level.ROOMY;
    }
}
