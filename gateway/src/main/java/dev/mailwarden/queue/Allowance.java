package dev.mailwarden.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** So many times in a period, and then not until it is over. Safe for any number of threads. */
final class Allowance {

    private final int most;
    private final Duration period;
    private final InstantSource clock;
    private Instant begun = Instant.MIN;
    private int taken;

    Allowance(int most, Duration period, InstantSource clock) {
        this.most = most;
        this.period = period;
        this.clock = clock;
    }

    /** {@return whether it may be done once more now, which is then counted} */
    synchronized boolean take() {
        Instant now = clock.instant();
        if (begun.equals(Instant.MIN)
                || Duration.between(begun, now).abs().compareTo(period) >= 0) {
            begun = now;
            taken = 0;
        }
        taken++;
        return taken <= most;
    }
}
