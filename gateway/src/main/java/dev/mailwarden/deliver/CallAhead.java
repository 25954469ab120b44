package dev.mailwarden.deliver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.config.Verification;
import dev.mailwarden.config.Verification.OnUnsure;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server that a recipient's mail would go to whether the mailbox exists (SMTP-6), and
 * remembers what it said, in memory only.
 *
 * <p>All who ask for the same mailbox at once wait for the same probe. If a probe comes back to
 * this gateway by a loop of routes, it therefore waits for itself until its time is over, and no
 * second one is sent. A route on which no connection gets as far as MAIL is left alone for {@link
 * #REST}; a server that is only slow to answer is not.
 *
 * <p>Mailboxes that differ in case are different ones here: what a server says of one must not
 * decide about the other.
 *
 * <p>Safe for any number of threads.
 */
public final class CallAhead implements RecipientCheck {

    private static final Logger LOG = LoggerFactory.getLogger(CallAhead.class);

    /** Before anything is asked again on a route that could not be reached. */
    static final Duration REST = Duration.ofSeconds(30);

    private static final int MOST_RESTING = 1_000;

    private static final Answer NO_TIME = new Answer.Unsure("there was no time left to ask");

    private final Supplier<Settings> settings;
    private final Router router;
    private final SmtpCourier courier;
    private final KnownMailboxes known;
    private final Cache<String, String> resting;
    private final Map<Question, Running> running = new ConcurrentHashMap<>();
    private final Permits permits = new Permits();
    private final LongSupplier ticker;
    private final LongAdder probes = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder unsure = new LongAdder();

    private record Question(Mailbox mailbox, String route) {}

    /**
     * Makes a check that remembers nothing yet.
     *
     * @param courier whose connections, log-ins and TLS are used
     * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
     */
    public CallAhead(
            SmtpCourier courier, Router router, Supplier<Settings> settings, LongSupplier ticker) {
        this.courier = courier;
        this.router = router;
        this.settings = settings;
        this.ticker = ticker;
        this.known = new KnownMailboxes(() -> settings.get().verification().callAhead(), ticker);
        this.resting =
                Caffeine.newBuilder()
                        .maximumSize(MOST_RESTING)
                        .expireAfterWrite(REST)
                        .ticker(ticker::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Answer check(Mailbox mailbox) throws InterruptedException {
        Verification.CallAhead how = settings.get().verification().callAhead();
        if (how.mode() == Verification.Mode.OFF) {
            return NOT_CHECKED;
        }
        Route route = router.route(mailbox);
        Optional<Answer> remembered = known.fresh(mailbox, route);
        Answer answer = remembered.isPresent() ? remembered.get() : ask(mailbox, route, how);
        return switch (answer) {
            case Answer.Known _, Answer.NotChecked _ -> answer;
            case Answer.Unknown _ -> {
                unknown.increment();
                yield answer;
            }
            case Answer.Unsure _ -> {
                unsure.increment();
                yield known.wasKnown(mailbox, route) || how.whenUnreachable() == OnUnsure.ACCEPT
                        ? KNOWN
                        : answer;
            }
        };
    }

    private Answer ask(Mailbox mailbox, Route route, Verification.CallAhead how)
            throws InterruptedException {
        String reason = resting.getIfPresent(route.key());
        if (reason != null) {
            return new Answer.Unsure("could not be reached a moment ago: " + reason);
        }
        Running mine = new Running(mailbox, route, how);
        Running shared = running.putIfAbsent(mine.question, mine);
        if (shared != null) {
            return shared.await();
        }
        mine.start();
        return mine.await();
    }

    /** Probes sent since the start. */
    public long probes() {
        return probes.sum();
    }

    /** Recipients refused since the start because there is no such mailbox. */
    public long unknown() {
        return unknown.sum();
    }

    /** Recipients of whom nothing could be found out. */
    public long unsure() {
        return unsure.sum();
    }

    /** Mailboxes remembered. */
    public long remembered() {
        return known.size();
    }

    /** One probe and those who wait for it. */
    private final class Running {

        private final Question question;
        private final Mailbox mailbox;
        private final Route route;
        private final Verification.CallAhead how;
        private final Delivery delivery;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final Thread thread;
        private final long until;
        private volatile boolean asking;

        /** Whether a connection was ready for MAIL. */
        private volatile boolean reached;

        Running(Mailbox mailbox, Route route, Verification.CallAhead how) {
            this.question = new Question(mailbox, route.key());
            this.mailbox = mailbox;
            this.route = route;
            this.how = how;
            this.delivery = inTime(settings.get().delivery(), how.timeout());
            this.until = ticker.getAsLong() + how.timeout().toNanos();
            this.thread = Thread.ofVirtual().name("call-ahead").unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        Answer await() throws InterruptedException {
            try {
                long left = Math.max(0, until - ticker.getAsLong());
                return answer.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                thread.interrupt();
                String why = "no answer within " + how.timeout().toMillis() + " ms";
                if (asking && !reached) {
                    rest(why);
                }
                return new Answer.Unsure(why);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a probe never ends so", e);
            }
        }

        private void run() {
            Answer found = new Answer.Unsure("the probe failed");
            try {
                found = findWithPermit();
            } catch (InterruptedException e) {
                found = NO_TIME;
            } catch (RuntimeException e) {
                LOG.error("a probe for {} failed", mailbox, e);
            } finally {
                running.remove(question);
                answer.complete(found);
            }
        }

        private Answer findWithPermit() throws InterruptedException {
            if (!permits.take(how.concurrency(), until - ticker.getAsLong())) {
                return NO_TIME;
            }
            try {
                asking = true;
                Answer found = find();
                known.remember(mailbox, route, found);
                return found;
            } finally {
                permits.giveBack();
            }
        }

        private Answer find() throws InterruptedException {
            probes.increment();
            return switch (courier.nextHops().find(route, delivery)) {
                case NextHops.None(Trouble trouble) -> rest(trouble.text());
                case NextHops.Found found -> tryAll(found);
            };
        }

        private Answer tryAll(NextHops.Found found) throws InterruptedException {
            Answer last = new Answer.Unsure("no server was asked");
            int hosts = 0;
            for (Target target : found.targets()) {
                if (hosts++ == SmtpCourier.MOST_HOSTS) {
                    break;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("no time left");
                }
                last = ask(target);
                if (!(last instanceof Answer.Unsure)) {
                    return last;
                }
            }
            return !reached && last instanceof Answer.Unsure(String why) ? rest(why) : last;
        }

        private Answer ask(Target target) {
            try {
                Optional<Connection> idle = courier.connections().take(target);
                Optional<Answer> got = idle.isPresent() ? askIdle(idle.get()) : Optional.empty();
                return got.isPresent() ? got.get() : ask(courier.opener().open(target, delivery));
            } catch (TroubleException e) {
                return new Answer.Unsure(target + ": " + e.trouble().text());
            }
        }

        /** {@return empty if the connection turned out to be dead} */
        private Optional<Answer> askIdle(Connection connection) {
            boolean before = reached;
            try {
                return Optional.of(ask(connection));
            } catch (TroubleException e) {
                reached = before;
                return Optional.empty();
            }
        }

        private Answer ask(Connection connection) throws TroubleException {
            Probe probe = new Probe(connection, delivery.timeouts());
            boolean usable = false;
            reached = true;
            try {
                Answer got = probe.ask(mailbox);
                usable = !probe.isClosing();
                return got;
            } catch (IOException e) {
                throw new TroubleException(connection.trouble(e));
            } finally {
                if (usable) {
                    courier.release(connection, delivery);
                } else {
                    connection.close();
                }
            }
        }

        private Answer rest(String why) {
            if (resting.getIfPresent(route.key()) == null) {
                LOG.warn("recipients cannot be asked for on {}: {}", route.key(), why);
            }
            resting.put(route.key(), why);
            return new Answer.Unsure(why);
        }
    }

    /** No step may take longer than the whole. */
    private static Delivery inTime(Delivery delivery, Duration most) {
        Timeouts usual = delivery.timeouts();
        Duration step = usual.command().compareTo(most) < 0 ? usual.command() : most;
        Duration connect = usual.connect().compareTo(most) < 0 ? usual.connect() : most;
        return delivery.with(new Timeouts(connect, step, step, step, step, step, step, step));
    }
}
