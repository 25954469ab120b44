package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Policy;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs the modules over a message: those of one turn side by side, each within its time and the
 * message's budget (SCAN-1).
 *
 * <p>Whatever goes wrong in a module is an error of that module and never a clean result, and
 * neither is anything that was not seen whole (SCAN-2). A module that hangs is interrupted; if that
 * does not help, its thread is lost until it ends by itself, and with too many of those the module
 * counts as down. All of them together have no longer than the wall limit, so that the client gets
 * its answer while it still waits for one (RFC 5321 §4.5.3.2.6: 10 minutes after the final dot).
 * Safe for any number of threads.
 */
public final class Scanner {

    /** What one message may take, with all modules. */
    public static final Duration WALL = Duration.ofMinutes(5);

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Map<ModuleName, Post> posts = new EnumMap<>(ModuleName.class);
    private final LongSupplier ticker;
    private final Duration wall;

    /** Puts modules to work, with {@link #WALL} for a message. */
    public Scanner(
            List<ScanModule> modules, ExecutorService threads, LongSupplier ticker, int mostLost) {
        this(modules, threads, ticker, mostLost, WALL);
    }

    /**
     * Puts modules to work.
     *
     * @param modules at most one of each name
     * @param threads on which modules look; they may be refused. Modules block in reads of pipes
     *     and sockets, so they belong on platform threads
     * @param ticker monotonic time in nanoseconds
     * @param mostLost threads of one module that may hang before it counts as down
     * @param wall what one message may take; modules that have not answered by then are errors
     */
    public Scanner(
            List<ScanModule> modules,
            ExecutorService threads,
            LongSupplier ticker,
            int mostLost,
            Duration wall) {
        this.ticker = ticker;
        this.wall = wall;
        for (ScanModule module : modules) {
            var post = new Post(module, threads, ticker, mostLost);
            if (posts.put(module.name(), post) != null) {
                throw new IllegalArgumentException("two modules are " + module.name());
            }
        }
    }

    /**
     * {@return threads for modules, platform threads that end when idle} What finds none free is
     * refused at once, and so an error, rather than waiting unseen.
     *
     * @param most at once, for all messages together
     */
    public static ExecutorService threads(int most) {
        return new ThreadPoolExecutor(
                0,
                most,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("scan-", 0).factory());
    }

    /**
     * Looks at a message.
     *
     * @param policy that the message is judged by from its first to its last step
     * @param asked one for each rule that applies to a recipient
     * @return for each of these, in their order, a result of every module that its rule asks
     * @throws InterruptedException if whoever waits is told to stop; all looks are ended then
     */
    public List<Verdict> scan(Subject subject, Policy policy, List<Asked> asked)
            throws InterruptedException {
        long end = ticker.getAsLong() + wall.toNanos();
        return new Scanning(
                        Collections.unmodifiableMap(posts),
                        subject,
                        policy,
                        asked,
                        () -> end - ticker.getAsLong())
                .run();
    }

    /** How the modules fare, in the order of their names. */
    public List<Health> health() {
        return posts.values().stream().map(Post::health).toList();
    }
}
