package dev.mailwarden.scan;

import dev.mailwarden.message.Reason;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * A module at its work, with an account of how it fares. Gives it no more messages while too many
 * of its threads hang. Safe for any number of threads.
 */
final class Post {

    private final ScanModule module;
    private final ExecutorService threads;
    private final LongSupplier ticker;
    private final int mostLost;
    private final AtomicInteger lost = new AtomicInteger();
    private final LongAdder runs = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * @param mostLost threads that may hang at once
     */
    Post(ScanModule module, ExecutorService threads, LongSupplier ticker, int mostLost) {
        this.module = module;
        this.threads = threads;
        this.ticker = ticker;
        this.mostLost = mostLost;
    }

    ScanModule module() {
        return module;
    }

    /**
     * Gives the module a message.
     *
     * @param limit of its time, with that to wait for a thread; if there is none left it does not
     *     come to a look
     */
    Run start(Subject subject, Wanted wanted, Duration limit) {
        runs.increment();
        var work = new Work(() -> module.examine(subject, wanted), lost);
        var task = new FutureTask<>(work);
        var run = new Run(this, subject, work, task, ticker, ticker.getAsLong(), limit);
        if (!limit.isPositive()) {
            run.refuse(Reason.TIMEOUT, "the time for the message was over before");
            return run;
        }
        if (lost.get() >= mostLost) {
            run.refuse(Reason.ENGINE_DOWN, lost.get() + " threads hang in it");
            return run;
        }
        try {
            threads.execute(task);
        } catch (RejectedExecutionException _) {
            run.refuse(Reason.ENGINE_DOWN, "there is no thread for it");
        }
        return run;
    }

    void failed() {
        failures.increment();
    }

    Health health() {
        Fitness fitness = fitness();
        int hanging = lost.get();
        if (hanging >= mostLost) {
            fitness =
                    new Fitness(
                            Fitness.State.DOWN,
                            hanging + " threads hang in it",
                            fitness.basesDate());
        }
        return new Health(module.name(), fitness, runs.sum(), failures.sum(), hanging);
    }

    private Fitness fitness() {
        try {
            return module.fitness();
        } catch (RuntimeException e) {
            return new Fitness(Fitness.State.DOWN, e.toString(), Fitness.FIT.basesDate());
        }
    }

    /** {@return what an error that a module threw is told as} */
    static Reason reasonOf(Throwable thrown) {
        return switch (thrown) {
            case UnableException unable -> unable.reason();
            case dev.mailwarden.mail.mime.OverBudgetException over ->
                    UnableException.reasonOf(over.resource());
            case InterruptedException _ -> Reason.CANCELLED;
            default -> Reason.INTERNAL;
        };
    }
}
