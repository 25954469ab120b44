package dev.mailwarden.receive;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the gateway is so busy that clients should be brief: from the moment it is, until it has
 * not been for a minute, so that a crowd that comes and goes does not make it flutter. Each change
 * is logged once. For one thread.
 */
final class Load {

    private static final Logger LOG = LoggerFactory.getLogger(Load.class);

    private static final long CALM = TimeUnit.SECONDS.toNanos(60);

    private final BooleanSupplier crowded;
    private boolean high;
    private long lastCrowded;

    /**
     * @param crowded whether there are too many clients at this moment
     */
    Load(BooleanSupplier crowded) {
        this.crowded = crowded;
    }

    /**
     * Looks, and says what holds now.
     *
     * @param now monotonic nanoseconds
     */
    boolean isHigh(long now) {
        if (crowded.getAsBoolean()) {
            lastCrowded = now;
            change(true, "the load is high: clients that say nothing are waited for less long");
        } else if (high && now - lastCrowded >= CALM) {
            change(false, "the load is normal again");
        }
        return high;
    }

    private void change(boolean next, String text) {
        if (next != high) {
            high = next;
            LOG.warn("{}", text);
        }
    }
}
