package dev.mailwarden.policy;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the modules do under a rule.
 *
 * @param reactions for each module that is on under the rule, what is done about each status
 * @param antivirus settings that only this module has
 * @param content the same
 */
public record Scan(
        Map<ModuleName, Map<Status, Reaction>> reactions, Antivirus antivirus, Content content) {

    /**
     * Settings of the antivirus module.
     *
     * @param ifDisinfectionFails what happens to what is still infected
     * @param macros whether attachments with macros are reported
     * @param skipArchives whether archives are not looked into
     * @param skipNames masks of names that are not looked at
     */
    public record Antivirus(
            Action ifDisinfectionFails,
            boolean macros,
            boolean skipArchives,
            List<String> skipNames) {

        public Antivirus {
            skipNames = List.copyOf(skipNames);
        }
    }

    /**
     * Content filtering (CF-1).
     *
     * @param strictest whether of several expressions that match the strictest action holds, rather
     *     than that of the first
     * @param expressions by falling priority
     */
    public record Content(boolean strictest, List<Expression> expressions) {

        public Content {
            expressions = List.copyOf(expressions);
        }
    }

    public Scan {
        Map<ModuleName, Map<Status, Reaction>> copy = new EnumMap<>(ModuleName.class);
        reactions.forEach((module, its) -> {
            its.keySet().stream()
                    .filter(status -> !module.has(status))
                    .forEach(status -> {
                        throw new IllegalArgumentException(module + " has no " + status);
                    });
            copy.put(module, Map.copyOf(its));
        });
        reactions = Collections.unmodifiableMap(copy);
    }

    /** Whether the rule asks a module at all. */
    public boolean asks(ModuleName module) {
        return reactions.containsKey(module);
    }

    /** {@return what is done about a status; nothing, if nothing was set} */
    public Reaction to(ModuleName module, Status status) {
        return reactions.getOrDefault(module, Map.of()).getOrDefault(status, Reaction.NONE);
    }
}
