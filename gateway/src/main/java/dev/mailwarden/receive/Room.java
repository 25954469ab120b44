package dev.mailwarden.receive;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Keeps some places free for newcomers (TRUST-6). When nearly all are taken, clients that keep us
 * waiting leave with 421, those first whose deadline is nearest: who has said nothing the longest,
 * or sends content the slowest. Otherwise a crowd that does nothing would keep everyone else out
 * until its deadlines have passed, and again when it comes back.
 *
 * <p>Nobody is ended who has not kept us waiting for a second: where all are at work the limit is
 * what it says, and newcomers are turned away. For one thread.
 */
final class Room implements DeadlineKeeper.Timed {

    /** One place of so many is kept free; more than come between two looks. */
    private static final int FREE_SHARE = 10;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier taken;
    private final IntSupplier places;
    private final Collection<Connection> connections;

    /**
     * @param connections that are open now; may change at any time
     */
    Room(IntSupplier taken, IntSupplier places, Collection<Connection> connections) {
        this.taken = taken;
        this.places = places;
        this.connections = connections;
    }

    private record Idler(Connection connection, long patienceLeft) {}

    @Override
    public void check(long now, boolean underLoad) {
        int most = places.getAsInt();
        int surplus = taken.getAsInt() - (most - most / FREE_SHARE);
        if (surplus > 0) {
            long leaving = connections.stream().filter(Connection::isEnding).count();
            idlers(now).stream()
                    .limit(Math.max(0, surplus - leaving))
                    .forEach(idler -> idler.connection().makeRoom());
        }
    }

    /** Whoever keeps us waiting, the least patiently awaited first. */
    private List<Idler> idlers(long now) {
        return connections.stream()
                .filter(connection -> connection.hasKeptWaiting(IDLE_NANOS, now))
                .map(connection -> new Idler(connection, connection.patienceLeft(now)))
                .sorted(Comparator.comparingLong(Idler::patienceLeft))
                .toList();
    }
}
