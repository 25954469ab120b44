package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
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
import java.util.stream.Stream;

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
     * failed: silence is never taken for a clean message (SCAN-2). What an engine disinfected is
     * still infected in the message that would be delivered.
     */
    Verdict complete(Verdict verdict) {
        Map<ModuleName, ModuleResult> results = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            Optional<Reason> why = Optional.ofNullable(notAsked.get(module));
            results.put(
                    module,
                    why.isPresent()
                            ? because(module, why.get())
                            : verdict.of(module)
                                    .map(this::undone)
                                    .orElseGet(() -> because(module, Reason.INTERNAL)));
        }
        return new Verdict(results);
    }

    /** Takes Disinfected for Infected, or for Error where the rule is stricter about that. */
    private ModuleResult undone(ModuleResult said) {
        if (said.status() != Status.DISINFECTED) {
            return said;
        }
        Status status =
                Stream.of(Status.INFECTED, Status.ERROR, Status.DISINFECTED)
                        .reduce((a, b) -> action(b).compareTo(action(a)) > 0 ? b : a)
                        .orElseThrow();
        Optional<Reason> reason =
                status == Status.ERROR ? Optional.of(Reason.INTERNAL) : Optional.empty();
        return new ModuleResult(
                said.module(),
                status,
                reason,
                said.findings(),
                said.macros(),
                said.basesDate(),
                said.time());
    }

    private Action action(Status status) {
        return Demands.resolved(rule.scan(), rule.scan().to(ModuleName.ANTIVIRUS, status).action());
    }

    /**
     * {@return the same verdict with an error of each module that was left out} That is for when
     * the message is delivered after all: whoever left them out was sure that it would not be.
     */
    static Verdict withoutOmissions(Verdict verdict) {
        Verdict all = verdict;
        for (ModuleResult result : verdict.results().values()) {
            if (isLeftOut(result)) {
                all = all.with(because(result.module(), Reason.INTERNAL));
            }
        }
        return all;
    }

    /** Whether a module did not look because of what others had said. */
    static boolean isLeftOut(ModuleResult result) {
        return result.reason().filter(Reason.ALREADY_PROCESSED::equals).isPresent();
    }

    private static ModuleResult because(ModuleName module, Reason reason) {
        return ModuleResult.because(module, reason, Duration.ZERO);
    }
}
