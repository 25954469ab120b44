package dev.mailwarden.e2e.faults;

import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Site;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A client with one message a session, one session after the other, that forgives nothing. */
final class SteadySender implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;

    private final Site site;
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private SteadySender(Site site) {
        this.site = site;
        this.thread = Thread.ofVirtual().name("steady-sender").unstarted(this::run);
    }

    static SteadySender start(Site site) {
        var sender = new SteadySender(site);
        sender.thread.start();
        return sender;
    }

    private void run() {
        for (int number = 1; !stopped; number++) {
            send("steady-" + number);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void send(String id) {
        long begun = System.nanoTime();
        try {
            byte[] message = Mailer.message(id, 2_000);
            String reply = site.send("sender@client.example", "user@ours.example", message);
            (reply.startsWith("250") ? sent : failures).add(reply.startsWith("250") ? id : reply);
        } catch (IOException e) {
            failures.add(id + ": " + e);
        }
        slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
    }

    /** The ids of messages that were answered 250. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** Every other end of a session. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** The longest that a message took, from its connect on. */
    double slowestSeconds() {
        return slowestNanos.get() / 1e9;
    }

    /** Sends no more; the last message comes to its end. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
