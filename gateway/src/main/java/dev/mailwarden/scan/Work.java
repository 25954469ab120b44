package dev.mailwarden.scan;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One look of a module on a thread, counted as lost while nobody waits for it any more. It is not
 * begun once nobody waits.
 */
final class Work implements Callable<Examination> {

    private final Callable<Examination> look;
    private final AtomicInteger lost;
    private boolean running;
    private boolean abandoned;

    Work(Callable<Examination> look, AtomicInteger lost) {
        this.look = look;
        this.lost = lost;
    }

    @Override
    public Examination call() throws Exception {
        if (!begin()) {
            throw new CancellationException("nobody waits any more");
        }
        try {
            return look.call();
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        running = !abandoned;
        return running;
    }

    private synchronized void end() {
        running = false;
        if (abandoned) {
            lost.decrementAndGet();
        }
    }

    /** Nobody waits any more. */
    synchronized void abandon() {
        if (running && !abandoned) {
            lost.incrementAndGet();
        }
        abandoned = true;
    }
}
