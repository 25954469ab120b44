package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Reply;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Counts what each client does, so that none takes more than its share (SMTP-4). A client is an
 * IPv4 address or an IPv6 network of 64 bits, which is what one customer has.
 *
 * <p>At most {@value #MAX_CLIENTS} clients are remembered. Beyond that, new ones are held only to
 * the limit on all connections. Safe for any number of threads.
 */
final class Clients implements DeadlineKeeper.Timed {

    static final int MAX_CLIENTS = 65_536;

    /** What came of asking for a new connection. */
    sealed interface Admitted {

        /** Welcome; to be ended when the connection is. */
        record Yes(Presence presence) implements Admitted {}

        /** To be closed with this 421. */
        record No(Reply reply) implements Admitted {}
    }

    /** Whom a listener counts together: IPv6 by 64 bits, which no IPv4 address is like. */
    private record Key(String scope, long address, boolean ipv6) {

        static Key of(Settings settings, String listener, InetAddress address) {
            String scope = settings.hasOwnLimits(listener) ? listener : "";
            ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address
                    ? new Key(scope, octets.getLong(), true)
                    : new Key(scope, octets.getInt(), false);
        }
    }

    private final LongSupplier ticker;
    private final int descriptorCap;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMap<Key, ClientCounters> clients = new ConcurrentHashMap<>();
    private volatile long forgotten;

    /**
     * @param ticker nanoseconds, as {@link System#nanoTime}
     * @param descriptorCap connections that the process can hold and still do its other work
     */
    Clients(LongSupplier ticker, int descriptorCap) {
        this.ticker = ticker;
        this.descriptorCap = descriptorCap;
    }

    /** Asks for a new connection, and counts it if it is admitted. */
    Admitted admit(InetAddress address, Settings settings, String listener) {
        return switch (admitUnnamed(settings.limits())) {
            case Admitted.No no -> no;
            case Admitted.Yes(var presence) -> {
                Optional<Reply> refusal = presence.moveTo(address, settings, listener);
                if (refusal.isPresent()) {
                    presence.end();
                    yield new Admitted.No(refusal.get());
                }
                yield new Admitted.Yes(presence);
            }
        };
    }

    /**
     * Asks for a new connection of a server that will tell whom it speaks for. Until then it counts
     * only among all connections.
     */
    Admitted admitUnnamed(Limits limits) {
        if (connections.incrementAndGet() > most(limits)) {
            connections.decrementAndGet();
            return new Admitted.No(Replies.TOO_MANY_CONNECTIONS);
        }
        return new Admitted.Yes(new Presence());
    }

    /** Connections open now. */
    int connections() {
        return connections.get();
    }

    /** Whether so many connections are open that clients should be brief. */
    boolean isBusy(Limits limits) {
        return connections.get() > most(limits) / 4 * 3;
    }

    /** Forgets, once a minute, clients that are gone and whose minute is over. */
    @Override
    public void check(long now, boolean underLoad) {
        if (now - forgotten < TimeUnit.MINUTES.toNanos(1)) {
            return;
        }
        forgotten = now;
        for (Key key : clients.keySet()) {
            clients.computeIfPresent(key, (_, known) -> known.isForgettable(now) ? null : known);
        }
    }

    /** Clients remembered now. */
    int remembered() {
        return clients.size();
    }

    /** Connections that may be open at once. */
    int most(Limits limits) {
        return Math.min(limits.connections(), descriptorCap);
    }

    private ClientCounters track(Key key) {
        boolean full = clients.mappingCount() >= MAX_CLIENTS;
        ClientCounters counters =
                clients.compute(
                        key,
                        (_, known) -> {
                            if (known == null) {
                                return full ? null : new ClientCounters().entered();
                            }
                            return known.entered();
                        });
        return counters == null ? new ClientCounters().entered() : counters;
    }

    private void leave(Key key, ClientCounters counters) {
        long now = ticker.getAsLong();
        counters.left();
        clients.computeIfPresent(key, (_, known) -> known.isForgettable(now) ? null : known);
    }

    /** One admitted connection. For one thread at a time. */
    final class Presence {

        private Optional<Key> key = Optional.empty();
        private ClientCounters counters = new ClientCounters();

        private Presence() {}

        /**
         * Counts the connection as this client's from now on, and no longer as anybody else's.
         *
         * @return the refusal if it is one too many; then it is nobody's
         */
        Optional<Reply> moveTo(InetAddress address, Settings settings, String listener) {
            forget();
            Key next = Key.of(settings, listener, address);
            ClientCounters entered = track(next);
            Optional<Reply> refusal =
                    entered.connect(settings.limitsOf(listener), ticker.getAsLong());
            if (refusal.isPresent()) {
                leave(next, entered);
            } else {
                key = Optional.of(next);
                counters = entered;
            }
            return refusal;
        }

        private void forget() {
            key.ifPresent(known -> leave(known, counters));
            key = Optional.empty();
            counters = new ClientCounters();
        }

        /** {@return the refusal of another message now, or empty if one is welcome} */
        Optional<Reply> refuseMessage(Limits limits) {
            return limits.messagesPerMinute() == 0
                    ? Optional.empty()
                    : counters.refuseMessage(limits, ticker.getAsLong());
        }

        /** Counts a message that was accepted. */
        void countMessage(Limits limits) {
            if (limits.messagesPerMinute() > 0) {
                counters.countMessage(ticker.getAsLong());
            }
        }

        /** {@return the refusal of another log-in now, or empty if one may be tried} */
        Optional<Reply> refuseLogIn(Limits limits) {
            return limits.failedLogInsPerMinute() == 0
                    ? Optional.empty()
                    : counters.refuseLogIn(limits, ticker.getAsLong());
        }

        /**
         * Waits for this client's turn to have a password or a proof checked.
         *
         * @return the refusal, or empty if it may be checked; {@link #endCheck} is due then
         */
        Optional<Reply> beginCheck(Limits limits) throws InterruptedException {
            if (!counters.awaitTurn()) {
                return Optional.of(Replies.LOG_IN_LATER);
            }
            Optional<Reply> refusal = refuseLogIn(limits);
            if (refusal.isPresent()) {
                counters.endTurn();
            }
            return refusal;
        }

        /** Ends a turn. */
        void endCheck() {
            counters.endTurn();
        }

        /** Counts a log-in that failed. */
        void countFailedLogIn(Limits limits) {
            if (limits.failedLogInsPerMinute() > 0) {
                counters.countFailedLogIn(ticker.getAsLong());
            }
        }

        /** Ends the connection; to be called once. */
        void end() {
            forget();
            connections.decrementAndGet();
        }
    }
}
