package dev.mailwarden.decide;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Rule;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recipients that the same holds for: one rule, and the same entry of a list or none.
 *
 * @param recipients their places in the envelope, ascending, at least one
 * @param notAsked the modules that are not to look for them, and why
 */
public record Group(
        Rule rule,
        Optional<ListHit> hit,
        List<Integer> recipients,
        Map<ModuleName, Reason> notAsked) {

    public Group {
        recipients = List.copyOf(recipients);
        Map<ModuleName, Reason> copy = new EnumMap<>(ModuleName.class);
        copy.putAll(notAsked);
        notAsked = Collections.unmodifiableMap(copy);
    }

    /** {@return the modules that are to look} */
    public Set<ModuleName> asked() {
        Set<ModuleName> asked = EnumSet.allOf(ModuleName.class);
        asked.removeAll(notAsked.keySet());
        return asked;
    }

    /** Whether what modules say counts, rather than a list or the mode of the rule. */
    boolean isScanned() {
        return rule.mode() == Rule.Mode.SCAN && hit.filter(ListHit::denies).isEmpty();
    }

    /**
     * {@return the verdict with a result for every module} A module that was asked and said nothing
     * failed: silence is never taken for a clean message (SCAN-2).
     */
    Verdict complete(Verdict verdict) {
        Map<ModuleName, ModuleResult> results = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            Optional<Reason> why = Optional.ofNullable(notAsked.get(module));
            results.put(
                    module,
                    why.isPresent()
                            ? because(module, why.get())
                            : verdict.of(module).orElseGet(() -> because(module, Reason.INTERNAL)));
        }
        return new Verdict(results);
    }

    private static ModuleResult because(ModuleName module, Reason reason) {
        return ModuleResult.because(module, reason, Duration.ZERO);
    }
}
