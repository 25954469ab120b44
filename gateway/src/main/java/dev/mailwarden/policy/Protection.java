package dev.mailwarden.policy;

import dev.mailwarden.message.ModuleName;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The switches of the modules, above all rules.
 *
 * @param mode MODE-1
 * @param modules a switch for each module
 * @param budget what judging one message may cost (MSG-3)
 */
public record Protection(Mode mode, Map<ModuleName, Switch> modules, Bounds budget) {

    /** What mail is subject to at all. */
    public enum Mode {
        /** All modules that are on. */
        FULL,
        /** The same, and the console says that it is less than all. */
        RESTRICTED,
        /** Mail flows unscanned. */
        OFF
    }

    /**
     * One module.
     *
     * @param timeLimit after which its status is Error (timeout)
     */
    public record Switch(boolean on, Duration timeLimit) {}

    /**
     * What reading and unpacking one message may cost.
     *
     * @param octets that unpacking may give
     * @param ratio of what is unpacked to what is packed, after the first 10 MiB
     * @param entries of all containers together
     * @param depth of containers in one another, 1 to 20,000
     * @param parts of MIME
     * @param cpuAnObject processor time for one object
     */
    public record Bounds(
            long octets, int ratio, int entries, int depth, int parts, Duration cpuAnObject) {

        public static final Bounds DEFAULT =
                new Bounds(1L << 30, 100, 10_000, 32, 10_000, Duration.ofSeconds(10));
    }

    public Protection {
        Map<ModuleName, Switch> copy = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            Switch one = modules.get(module);
            if (one == null) {
                throw new IllegalArgumentException("no switch for " + module);
            }
            copy.put(module, one);
        }
        modules = Collections.unmodifiableMap(copy);
    }

    /** {@return the switch of a module} */
    public Switch of(ModuleName module) {
        Switch one = modules.get(module);
        if (one == null) {
            throw new IllegalStateException("no switch for " + module);
        }
        return one;
    }
}
