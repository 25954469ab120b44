package dev.mailwarden.queue;

import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue's clock: makes due what is due, and each minute checks the accounts and looks for what
 * has waited too long.
 */
final class QueueTimer {

    private static final Logger LOG = LoggerFactory.getLogger(QueueTimer.class);

    private static final long MINUTE = 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MessageQueue queue;
    private final QueueIndex index;
    private final InstantSource clock;
    private final Thread thread;
    private long lastMinute;

    QueueTimer(MessageQueue queue, QueueIndex index, InstantSource clock) {
        this.queue = queue;
        this.index = index;
        this.clock = clock;
        this.lastMinute = clock.millis();
        this.thread = Thread.ofPlatform().daemon().name("queue-timer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What is due from now on waits for the next start. */
    void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                step();
            }
        } catch (InterruptedException _) {
            LOG.debug("closed");
        }
    }

    /** Without this thread nothing would be tried again, so it outlives every surprise. */
    private void step() throws InterruptedException {
        try {
            tick();
            everyMinute();
        } catch (RuntimeException | Error e) {
            LOG.error("CRITICAL: the queue's clock stumbled and goes on", e);
        }
    }

    private void tick() throws InterruptedException {
        index.lock().lockInterruptibly();
        try {
            index.scheduler().sleep(index.scheduler().tick());
        } finally {
            index.lock().unlock();
        }
    }

    private void everyMinute() {
        if (Math.abs(clock.millis() - lastMinute) < MINUTE) {
            return;
        }
        lastMinute = clock.millis();
        queue.everyMinute();
    }
}
