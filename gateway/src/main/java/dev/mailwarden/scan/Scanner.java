package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Policy;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/**
 * Runs the modules over a message: those of one turn side by side, each within its time and the
 * message's budget (SCAN-1).
 *
 * <p>Whatever goes wrong in a module is an error of that module and never a clean result, and
 * neither is anything that was not seen whole (SCAN-2). A module that hangs is interrupted; if that
 * does not help, its thread is lost until it ends by itself, and with too many of those the module
 * counts as down. Safe for any number of threads.
 */
public final class Scanner {

    private final Map<ModuleName, Post> posts = new EnumMap<>(ModuleName.class);

    /**
     * Puts modules to work.
     *
     * @param modules at most one of each name
     * @param threads on which modules look; they may be refused. Modules block in reads of pipes
     *     and sockets, so they belong on platform threads
     * @param ticker monotonic time in nanoseconds
     * @param mostLost threads of one module that may hang before it counts as down
     */
    public Scanner(
            List<ScanModule> modules, ExecutorService threads, LongSupplier ticker, int mostLost) {
        for (ScanModule module : modules) {
            var post = new Post(module, threads, ticker, mostLost);
            if (posts.put(module.name(), post) != null) {
                throw new IllegalArgumentException("two modules are " + module.name());
            }
        }
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
        return new Scanning(Collections.unmodifiableMap(posts), subject, policy, asked).run();
    }

    /** How the modules fare, in the order of their names. */
    public List<Health> health() {
        return posts.values().stream().map(Post::health).toList();
    }
}
