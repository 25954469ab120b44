package dev.mailwarden.pipeline;

import dev.mailwarden.config.Preparation;
import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.Compilation;
import dev.mailwarden.decide.Flaw;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.scan.content.ContentModule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The policy that is in force, ready for use. A message takes one snapshot and keeps it; a new one
 * counts for the messages after it. Safe for any number of threads.
 */
public final class Policies implements Preparation, Supplier<PolicySnapshot> {

    private final Set<ModuleName> built;
    private volatile PolicySnapshot inForce;

    /**
     * Begins with the default policy.
     *
     * @param built modules that there are; policies that switch on others have them off
     */
    public Policies(Set<ModuleName> built) {
        this.built = Set.copyOf(built);
        this.inForce = ready(DefaultPolicy.policy());
    }

    private PolicySnapshot ready(Policy policy) {
        return switch (compile(policy, 0)) {
            case Compilation.Ready(PolicySnapshot snapshot, _) -> snapshot;
            case Compilation.Flawed(List<Flaw> flaws) ->
                    throw new IllegalStateException("the default policy: " + flaws);
        };
    }

    private Compilation compile(Policy policy, long revision) {
        Protection protection = policy.protection();
        Map<ModuleName, Protection.Switch> modules = new EnumMap<>(protection.modules());
        modules.replaceAll((module, its) ->
                new Protection.Switch(its.on() && built.contains(module), its.timeLimit()));
        return PolicySnapshot.compile(
                policy.with(new Protection(protection.mode(), modules, protection.budget())),
                revision);
    }

    /**
     * {@return the policy of settings that are not in force, ready for use} Empty if this version
     * finds a flaw in it.
     */
    Optional<PolicySnapshot> ready(Settings settings, long revision) {
        return compile(settings.policy(), revision)
                        instanceof Compilation.Ready(PolicySnapshot snapshot, _)
                ? Optional.of(snapshot)
                : Optional.empty();
    }

    @Override
    public Result prepare(Settings settings, long revision) {
        List<String> flaws = new ArrayList<>(ContentModule.problems(settings.policy()));
        return switch (compile(settings.policy(), revision)) {
            case Compilation.Flawed(List<Flaw> found) -> {
                found.forEach(flaw -> flaws.add(flaw.toString()));
                yield new Result.Flawed(flaws);
            }
            case Compilation.Ready(PolicySnapshot snapshot, _) ->
                    flaws.isEmpty()
                            ? new Result.Ready(() -> inForce = snapshot)
                            : new Result.Flawed(flaws);
        };
    }

    @Override
    public PolicySnapshot get() {
        return inForce;
    }
}
