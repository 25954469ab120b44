package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Courier;
import dev.mailwarden.message.DamagedContentException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes consignments to their next hops by SMTP (RFC 5321) or LMTP (RFC 2033).
 *
 * <p>Addresses are tried in order until every recipient has an answer that another host could not
 * better. What an answer means:
 *
 * <pre>
 *                                      4yz, 421, lost, timed out, garbage   5yz
 * connect, TLS, greeting, hello        next host; last: deferred            next host; failed only
 *                                                                           if every host said 5yz
 * MAIL, RCPT, DATA, end of data        next host; last: deferred            failed
 * no answer to the end of data         deferred, no other host              -
 * </pre>
 *
 * <p>By LMTP each recipient has an answer of its own to the end of data.
 *
 * <p>A 5yz greeting is often one host's opinion of our address, so it is believed only when nobody
 * disagrees (RFC 5321 §3.1 leaves that open). After the end of data a lost connection leaves it
 * unknown whether the message was taken; it is tried again later, and may then arrive twice. At
 * most {@value #MOST_HOSTS} addresses are tried, and {@value #MOST_VISITS} visited: an unreachable
 * one is cheap, one that is spoken to may cost minutes.
 *
 * <p>Safe for any number of threads. One more thread ends what is past its time.
 */
public final class SmtpCourier implements Courier, AutoCloseable {

    /** Addresses tried in one attempt. */
    static final int MOST_HOSTS = 10;

    /** Hosts that took a transaction in one attempt. */
    static final int MOST_VISITS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(SmtpCourier.class);

    private static final Duration HOUSEKEEPING = Duration.ofMillis(100);

    private final Supplier<Settings> settings;
    private final NextHops nextHops;
    private final DeadlineKeeper deadlines;
    private final Connections connections;
    private final Opener opener;
    private final Thread housekeeper;
    private volatile boolean closed;

    /**
     * Makes a courier and starts its housekeeping thread.
     *
     * @param ownName said in EHLO
     * @param random unpredictable
     * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
     */
    public SmtpCourier(
            Domain ownName,
            Supplier<Settings> settings,
            NextHops nextHops,
            TlsClient tls,
            RandomGenerator random,
            LongSupplier ticker) {
        this.settings = settings;
        this.nextHops = nextHops;
        this.deadlines = new DeadlineKeeper(ticker);
        this.connections = new Connections(ticker);
        this.opener = new Opener(ownName, tls, deadlines, new HopLogIn(random));
        this.housekeeper =
                Thread.ofPlatform().name("delivery-housekeeper").daemon().start(this::keepHouse);
    }

    @Override
    public Attempt deliver(Consignment consignment)
            throws DamagedContentException, InterruptedException {
        Delivery delivery = settings.get().delivery();
        return switch (nextHops.find(consignment.route(), delivery)) {
            case NextHops.None(Trouble trouble) -> nowhere(consignment, trouble);
            case NextHops.Found found -> tryAll(consignment, found, delivery);
        };
    }

    private static Attempt nowhere(Consignment consignment, Trouble trouble) {
        List<Result> results =
                Collections.nCopies(consignment.recipients().size(), trouble.asResult());
        return new Attempt(results, !trouble.isPermanent());
    }

    private Attempt tryAll(Consignment consignment, NextHops.Found found, Delivery delivery)
            throws DamagedContentException, InterruptedException {
        Ledger ledger = new Ledger(consignment.recipients().size());
        found.missing().ifPresent(ledger::hostTrouble);
        int hosts = 0;
        int visits = 0;
        for (Target target : found.targets()) {
            if (hosts++ == MOST_HOSTS || visits == MOST_VISITS || ledger.open().isEmpty()) {
                break;
            }
            if (visit(target, consignment, delivery, ledger)) {
                visits++;
            }
            if (Thread.currentThread().isInterrupted()) {
                return interrupted(ledger);
            }
        }
        return ledger.finish();
    }

    /** What is known is worth more than a quick end: a promise that was heard must be kept. */
    private static Attempt interrupted(Ledger ledger) throws InterruptedException {
        if (ledger.hasSettled()) {
            return ledger.finish();
        }
        Thread.interrupted();
        throw new InterruptedException("interrupted while delivering");
    }

    /** {@return whether the host was ready to take a transaction} */
    private boolean visit(Target target, Consignment consignment, Delivery delivery, Ledger ledger)
            throws DamagedContentException {
        try {
            Optional<Connection> idle = connections.take(target);
            Connection connection = idle.isPresent() ? idle.get() : open(target, delivery);
            ledger.spokenTo();
            if (!use(connection, consignment, delivery, ledger)) {
                use(open(target, delivery), consignment, delivery, ledger);
            }
            return true;
        } catch (TroubleException e) {
            ledger.hostTrouble(e.trouble());
            return false;
        }
    }

    private Connection open(Target target, Delivery delivery) throws TroubleException {
        DeadAddresses dead = nextHops.dead();
        Duration pause = settings.get().queue().deadRoutePause();
        dead.trying(target.socketAddress(), pause);
        try {
            Connection connection = opener.open(target, delivery);
            dead.reached(target.socketAddress());
            return connection;
        } catch (UnreachableException e) {
            dead.failed(target.socketAddress(), pause);
            throw e;
        }
    }

    /** {@return false if the connection turned out to be dead before anything happened on it} */
    private boolean use(
            Connection connection, Consignment consignment, Delivery delivery, Ledger ledger)
            throws DamagedContentException {
        Visit.End end = Visit.End.CLOSE;
        try {
            end = new Visit(connection, consignment, delivery, ledger).run();
        } finally {
            switch (end) {
                case KEEP -> keep(connection, delivery);
                case QUIT -> leave(connection);
                case CLOSE, STALE -> connection.close();
            }
        }
        return end != Visit.End.STALE;
    }

    /** Takes back a connection that nothing is wrong with. */
    void release(Connection connection, Delivery delivery) {
        if (connection.hasRoom(delivery.messagesPerConnection())) {
            keep(connection, delivery);
        } else {
            leave(connection);
        }
    }

    private void keep(Connection connection, Delivery delivery) {
        if (!connections.keep(connection, delivery.connections())) {
            leave(connection);
        }
    }

    /** Ends a connection politely without making anybody wait for it. */
    private static Thread leave(Connection connection) {
        return Thread.ofVirtual().name("smtp-quit").start(connection::quit);
    }

    NextHops nextHops() {
        return nextHops;
    }

    Opener opener() {
        return opener;
    }

    DeadlineKeeper deadlines() {
        return deadlines;
    }

    Connections connections() {
        return connections;
    }

    private void keepHouse() {
        while (!closed) {
            try {
                deadlines.sweep();
                connections.expired(settings.get().delivery().idle()).forEach(SmtpCourier::leave);
            } catch (RuntimeException e) {
                LOG.error("housekeeping of deliveries failed, going on", e);
            }
            LockSupport.parkNanos(this, HOUSEKEEPING.toNanos());
        }
    }

    /**
     * Leaves all idle connections, in two seconds at most. Deliveries under way lose their time
     * limits, so end them first.
     */
    @Override
    public void close() {
        List<Connection> idle = connections.close();
        List<Thread> leaving = idle.stream().map(SmtpCourier::leave).toList();
        long until = System.nanoTime() + Connection.FAREWELL.toNanos();
        try {
            for (Thread thread : leaving) {
                thread.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(Connection::close);
        closed = true;
        LockSupport.unpark(housekeeper);
    }
}
