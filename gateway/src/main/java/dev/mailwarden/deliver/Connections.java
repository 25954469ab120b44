package dev.mailwarden.deliver;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Idle connections, kept for a moment in case more mail goes the same way. Thread-safe. */
final class Connections {

    private final LongSupplier ticker;
    private final Map<Target, Deque<Connection>> idle = new HashMap<>();
    private int count;
    private boolean closed;

    Connections(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** {@return the connection that was used last, if there is one that still lives} */
    Optional<Connection> take(Target target) {
        while (true) {
            Optional<Connection> candidate = poll(target);
            if (candidate.isEmpty() || candidate.get().isQuiet()) {
                return candidate;
            }
            candidate.get().close();
        }
    }

    private synchronized Optional<Connection> poll(Target target) {
        Deque<Connection> waiting = idle.get(target);
        if (waiting == null) {
            return Optional.empty();
        }
        Connection connection = waiting.pop();
        count--;
        if (waiting.isEmpty()) {
            idle.remove(target);
        }
        return Optional.of(connection);
    }

    /** {@return whether it is kept; otherwise the caller has to end it} */
    synchronized boolean keep(Connection connection, int mostIdle) {
        if (closed || count >= mostIdle) {
            return false;
        }
        connection.rest(ticker.getAsLong());
        idle.computeIfAbsent(connection.target(), _ -> new ArrayDeque<>()).push(connection);
        count++;
        return true;
    }

    /** {@return those that were idle too long; they are no longer here} */
    synchronized List<Connection> expired(Duration longest) {
        long now = ticker.getAsLong();
        List<Connection> expired = new ArrayList<>();
        idle.values()
                .removeIf(waiting -> {
                    while (!waiting.isEmpty()
                            && now - waiting.getLast().idleSince() >= longest.toNanos()) {
                        expired.add(waiting.removeLast());
                    }
                    return waiting.isEmpty();
                });
        count -= expired.size();
        return expired;
    }

    /** {@return all; from now on none is kept} */
    synchronized List<Connection> close() {
        closed = true;
        List<Connection> all = new ArrayList<>();
        idle.values().forEach(all::addAll);
        idle.clear();
        count = 0;
        return all;
    }

    synchronized int idle() {
        return count;
    }
}
