package dev.mailwarden.scan;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** One look of a module on a thread, counted as lost while nobody waits for it any more. */
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
        begin();
        try {
            return look.call();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        running = true;
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
            abandoned = true;
            lost.incrementAndGet();
        }
    }
}
