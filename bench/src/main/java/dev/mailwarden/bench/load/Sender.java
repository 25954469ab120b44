package dev.mailwarden.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Any number of SMTP sessions that send side by side, as real senders do, from one thread. */
public final class Sender implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final EventLoop loop = new EventLoop("sender");
    private final Plan plan;
    private final Supply supply;
    private final Outcomes outcomes;
    private final List<SenderSession> sessions = new ArrayList<>();
    private final CountDownLatch running;
    private volatile boolean stopping;

    /**
     * How to send.
     *
     * @param target the server
     * @param sessions at once
     * @param messagesPerSession after which a session ends and a new one begins
     * @param reconnectPause after a connection that failed
     * @param patience longest wait for a reply
     * @param tls with which each session says STARTTLS; none does without
     */
    public record Plan(
            InetSocketAddress target,
            int sessions,
            int messagesPerSession,
            Duration reconnectPause,
            Duration patience,
            Optional<TlsClient> tls) {

        /** Twenty messages a session, 20 ms between failed connections, two minutes' patience. */
        public static Plan of(InetSocketAddress target, int sessions) {
            return new Plan(
                    target,
                    sessions,
                    20,
                    Duration.ofMillis(20),
                    Duration.ofMinutes(2),
                    Optional.empty());
        }
    }

    /** Prepares the sessions; {@link #start} connects them. */
    public Sender(Plan plan, Supply supply, Outcomes outcomes) {
        this.plan = plan;
        this.supply = supply;
        this.outcomes = outcomes;
        this.running = new CountDownLatch(plan.sessions());
    }

    /** Opens every session. */
    public void start() {
        loop.execute(() -> {
            for (int i = 0; i < plan.sessions(); i++) {
                var session = new SenderSession(loop, plan, i, this::next, outcomes, this::over);
                sessions.add(session);
                session.begin();
            }
            loop.after(SWEEP, this::sweep);
        });
    }

    private boolean next(Parcel parcel) {
        return !stopping && supply.next(parcel);
    }

    private void over() {
        running.countDown();
    }

    private void sweep() {
        long now = System.nanoTime();
        sessions.forEach(session -> session.giveUpIfLate(now));
        loop.after(SWEEP, this::sweep);
    }

    /** Begins no more transactions; those that run come to their end. */
    public void stop() {
        stopping = true;
    }

    /** Waits until every session is over; false if that takes longer than {@code limit}. */
    public boolean await(Duration limit) throws InterruptedException {
        return running.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Drops what is still open. */
    @Override
    public void close() {
        stopping = true;
        loop.close();
    }
}
