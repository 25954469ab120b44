package dev.mailwarden.deliver;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Addresses that took no connection a moment ago, or did not greet. They are tried after all
 * others, so that a route with one dead host does not make every message wait for a connection that
 * does not come.
 *
 * <p>After the pause one delivery finds out whether the address is back, while the others still
 * avoid it. At most {@value #MOST} addresses are remembered; one too many is forgotten at once,
 * which costs time and no mail. Safe for any number of threads.
 */
final class DeadAddresses {

    /** Addresses remembered at once. */
    static final int MOST = 10_000;

    private final LongSupplier ticker;
    private final Map<InetSocketAddress, Long> avoidedUntil = new HashMap<>();

    /**
     * Remembers nothing yet.
     *
     * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
     */
    DeadAddresses(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** {@return the same targets, those to be avoided behind the others} */
    synchronized List<Target> last(List<Target> targets) {
        if (avoidedUntil.isEmpty()) {
            return targets;
        }
        List<Target> alive = new ArrayList<>(targets.size());
        List<Target> dead = new ArrayList<>();
        for (Target target : targets) {
            (isAvoided(target.socketAddress()) ? dead : alive).add(target);
        }
        alive.addAll(dead);
        return alive;
    }

    private boolean isAvoided(InetSocketAddress address) {
        Long until = avoidedUntil.get(address);
        return until != null && ticker.getAsLong() - until < 0;
    }

    /** Somebody tries it now: if it was dead, others wait to see what comes of it. */
    synchronized void trying(InetSocketAddress address, Duration pause) {
        avoidedUntil.computeIfPresent(address, (_, _) -> in(pause));
    }

    /** No greeting came from it. */
    synchronized void failed(InetSocketAddress address, Duration pause) {
        if (avoidedUntil.size() >= MOST) {
            long now = ticker.getAsLong();
            avoidedUntil.values().removeIf(until -> now - until >= 0);
        }
        if (avoidedUntil.size() < MOST || avoidedUntil.containsKey(address)) {
            avoidedUntil.put(address, in(pause));
        }
    }

    /** It spoke. */
    synchronized void reached(InetSocketAddress address) {
        avoidedUntil.remove(address);
    }

    synchronized int size() {
        return avoidedUntil.size();
    }

    private long in(Duration pause) {
        return ticker.getAsLong() + pause.toNanos();
    }
}
