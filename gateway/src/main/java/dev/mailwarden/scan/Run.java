package dev.mailwarden.scan;

import dev.mailwarden.message.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message at one module, from the side of whoever waits for it. */
final class Run {

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final Post post;
    private final Subject subject;
    private final Work work;
    private final FutureTask<Examination> task;
    private final LongSupplier ticker;
    private final long start;
    private final Duration limit;
    private Optional<Refusal> refusal = Optional.empty();

    /** Why it does not come to a look. */
    private record Refusal(Reason reason, String detail) {}

    Run(
            Post post,
            Subject subject,
            Work work,
            FutureTask<Examination> task,
            LongSupplier ticker,
            long start,
            Duration limit) {
        this.post = post;
        this.subject = subject;
        this.work = work;
        this.task = task;
        this.ticker = ticker;
        this.start = start;
        this.limit = limit;
    }

    Post post() {
        return post;
    }

    /** It does not come to a look. */
    void refuse(Reason reason, String detail) {
        refusal = Optional.of(new Refusal(reason, detail));
        task.cancel(false);
    }

    /** Waits until the module is done, or its time is over. */
    Outcome await() throws InterruptedException {
        if (refusal.isPresent()) {
            return unable(refusal.get().reason(), refusal.get().detail());
        }
        try {
            long left = Math.max(0, limit.toNanos() - (ticker.getAsLong() - start));
            Examination examination = task.get(left, TimeUnit.NANOSECONDS);
            return new Outcome.Examined(
                    examination,
                    subject.budget().exhausted().map(UnableException::reasonOf),
                    time());
        } catch (TimeoutException _) {
            stop();
            return unable(Reason.TIMEOUT, "not done after " + limit.toSeconds() + " s");
        } catch (CancellationException _) {
            return unable(Reason.CANCELLED, "the gateway stops");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return thrown(cause == null ? e : cause);
        }
    }

    /** Ends the look. The thread is counted as lost until it has noticed. */
    void stop() {
        if (!task.isDone()) {
            work.abandon();
            task.cancel(true);
        }
    }

    private Outcome thrown(Throwable thrown) {
        Reason reason = Post.reasonOf(thrown);
        if (reason == Reason.INTERNAL) {
            LOG.warn(
                    "{} could not look at {}",
                    post.module().name(),
                    subject.mail().journey(),
                    thrown);
            return unable(reason, thrown.getClass().getSimpleName());
        }
        String message = thrown.getMessage();
        return unable(reason, message == null ? "" : message);
    }

    private Outcome.Unable unable(Reason reason, String detail) {
        post.failed();
        return new Outcome.Unable(reason, detail, time());
    }

    private Duration time() {
        return Duration.ofNanos(ticker.getAsLong() - start);
    }
}
