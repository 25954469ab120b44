package dev.mailwarden.scan.clamd;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.antivirus.Answer;
import dev.mailwarden.scan.antivirus.Engine;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClamAV's daemon as an engine. Connections are kept for the next message and bounded in number.
 * When the daemon cannot be reached or does not answer, it is left alone for a while, and messages
 * hear at once that it is down. Safe for any number of threads.
 */
public final class Clamd implements Engine, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Clamd.class);

    /** clamd hangs up on idle sessions after 30 seconds unless it is told otherwise. */
    private static final Duration IDLE = Duration.ofSeconds(15);

    /** How long a daemon that does not answer is left alone. */
    private static final Duration REST = Duration.ofSeconds(5);

    /** How often it is asked for the age of its signatures. */
    private static final Duration CHECK = Duration.ofMinutes(1);

    /** Deeper than any daemon looks: it has to say so, rather than call it clean. */
    private static final Octets PROBE = Octets.of(NestedStreams.ofDepth(200));

    private static final String UNTOLD =
            "what it does not look into it calls clean; set AlertExceedsMax yes in clamd.conf";

    /** For an answer to a question about the daemon itself. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final ClamdSettings settings;
    private final LongSupplier ticker;
    private final Semaphore permits;

    private final Object lock = new Object();

    // Guarded by the lock.
    private final Deque<ClamdConnection> idle = new ArrayDeque<>();
    private Fitness fitness = Fitness.FIT;
    private boolean down;
    private long restsUntil;
    private long checkedAt;
    private boolean checked;
    private boolean closed;

    /**
     * An engine that has not connected yet.
     *
     * @param ticker monotonic time in nanoseconds
     */
    public Clamd(ClamdSettings settings, LongSupplier ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.permits = new Semaphore(settings.connections(), true);
    }

    @Override
    public String name() {
        return "clamd";
    }

    @Override
    public Fitness fitness() {
        synchronized (lock) {
            return fitness;
        }
    }

    @Override
    public Answer scan(Octets octets, Duration wall) throws InterruptedException {
        if (octets.length() > settings.maxSize()) {
            return new Answer.Failed(
                    Reason.SIZE_LIMIT, octets.length() + " octets are more than clamd is given");
        }
        Duration most = wall.compareTo(settings.timeout()) < 0 ? wall : settings.timeout();
        long deadline = ticker.getAsLong() + most.toNanos();
        if (rests()) {
            return new Answer.Failed(Reason.ENGINE_DOWN, fitness().detail());
        }
        if (!permits.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Answer.Failed(Reason.TIMEOUT, "all connections to clamd are busy");
        }
        try {
            return attempt(octets, deadline);
        } finally {
            permits.release();
        }
    }

    private Answer attempt(Octets octets, long deadline) throws InterruptedException {
        try {
            check();
            return stream(octets, deadline);
        } catch (ClosedByInterruptException _) {
            Thread.interrupted();
            throw new InterruptedException("the time for clamd is over");
        } catch (SocketTimeoutException e) {
            doubt();
            return new Answer.Failed(Reason.TIMEOUT, detail(e));
        } catch (IOException e) {
            putDown(detail(e));
            return new Answer.Failed(Reason.ENGINE_DOWN, detail(e));
        }
    }

    private static String detail(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /**
     * A session that clamd has left meanwhile is no fault: what is sent over a kept one is sent
     * once more over a new one.
     */
    private Answer stream(Octets octets, long deadline) throws IOException {
        Optional<ClamdConnection> kept = kept();
        if (kept.isPresent()) {
            try {
                return stream(kept.get(), octets, deadline);
            } catch (SocketTimeoutException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                LOG.debug("a kept session with clamd is of no use any more", e);
            }
        }
        return stream(ClamdConnection.open(settings.address(), ticker, deadline), octets, deadline);
    }

    private Answer stream(ClamdConnection connection, Octets octets, long deadline)
            throws IOException {
        boolean sound = false;
        try {
            Answer answer = connection.stream(octets, deadline).answer();
            sound = !(answer instanceof Answer.Failed); // clamd hangs up after most errors
            putUp();
            return answer;
        } finally {
            giveBack(connection, sound);
        }
    }

    private Optional<ClamdConnection> kept() throws IOException {
        while (true) {
            ClamdConnection connection;
            synchronized (lock) {
                if (idle.isEmpty()) {
                    return Optional.empty();
                }
                connection = idle.pop();
            }
            if (ticker.getAsLong() - connection.lastUsed() < IDLE.toNanos()) {
                return Optional.of(connection);
            }
            connection.close();
        }
    }

    private void giveBack(ClamdConnection connection, boolean sound) throws IOException {
        synchronized (lock) {
            if (sound && !closed) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    /** Asks now and then who it is and how old its signatures are. */
    private void check() throws IOException {
        synchronized (lock) {
            long now = ticker.getAsLong();
            if (checked && !down && now - checkedAt < CHECK.toNanos()) {
                return;
            }
            checkedAt = now;
            checked = true;
        }
        long deadline = ticker.getAsLong() + SHORT.toNanos();
        try {
            introduce(deadline);
        } catch (SocketTimeoutException e) {
            throw new IOException("clamd does not answer", e);
        }
    }

    private void introduce(long deadline) throws IOException {
        try (ClamdConnection connection =
                ClamdConnection.open(settings.address(), ticker, deadline)) {
            String version = connection.ask("VERSION", deadline);
            ClamdVersion read =
                    ClamdVersion.read(version)
                            .orElseThrow(() -> new IOException("that is not clamd"));
            boolean honest = !(connection.stream(PROBE, deadline).answer() instanceof Answer.Clean);
            set(
                    honest
                            ? new Fitness(Fitness.State.UP, read.program(), read.bases())
                            : new Fitness(Fitness.State.IMPAIRED, UNTOLD, read.bases()));
        }
    }

    private void set(Fitness now) {
        boolean warn;
        synchronized (lock) {
            warn = now.state() == Fitness.State.IMPAIRED && fitness.state() != now.state();
            fitness = now;
        }
        if (warn) {
            LOG.warn("clamd: {}", now.detail());
        }
    }

    private boolean rests() {
        synchronized (lock) {
            if (!down || ticker.getAsLong() - restsUntil >= 0) {
                restsUntil = ticker.getAsLong() + REST.toNanos(); // others wait for this one
                return false;
            }
            return true;
        }
    }

    /** It may be down, or a single message takes long: the next one asks first. */
    private void doubt() {
        synchronized (lock) {
            checked = false;
        }
    }

    private void putDown(String detail) {
        synchronized (lock) {
            if (!down) {
                LOG.warn("clamd is down: {}", detail);
            }
            down = true;
            restsUntil = ticker.getAsLong() + REST.toNanos();
            fitness = new Fitness(Fitness.State.DOWN, detail, fitness.basesDate());
        }
    }

    private void putUp() {
        synchronized (lock) {
            if (down) {
                LOG.info("clamd answers again");
            }
            down = false;
        }
    }

    @Override
    public void close() throws IOException {
        Deque<ClamdConnection> left;
        synchronized (lock) {
            closed = true;
            left = new ArrayDeque<>(idle);
            idle.clear();
        }
        for (ClamdConnection connection : left) {
            connection.close();
        }
    }
}
