package dev.mailwarden.scan;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Marking;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Scan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Policies with as little in them as a test needs. */
public final class Policies {

    public static final Scan.Antivirus ANTIVIRUS =
            new Scan.Antivirus(Action.DELETE_ATTACHMENT, true, false, List.of());

    public static final Scan.Content NO_CONTENT = new Scan.Content(false, List.of());

    private Policies() {}

    /** {@return what is on with that time limit} */
    public static Protection protection(Protection.Mode mode, boolean on, Duration limit) {
        Map<ModuleName, Protection.Switch> modules = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            modules.put(module, new Protection.Switch(on, limit));
        }
        return new Protection(mode, modules, Protection.Bounds.DEFAULT);
    }

    /** {@return a rule that asks modules and does nothing about what they say} */
    public static Scan asking(ModuleName... modules) {
        Map<ModuleName, Map<Status, Reaction>> reactions = new EnumMap<>(ModuleName.class);
        for (ModuleName module : modules) {
            reactions.put(module, Map.of());
        }
        return new Scan(reactions, ANTIVIRUS, NO_CONTENT);
    }

    /** {@return a rule that reacts} */
    public static Scan reacting(Map<ModuleName, Map<Status, Reaction>> reactions) {
        return new Scan(reactions, ANTIVIRUS, NO_CONTENT);
    }

    /** {@return a policy with a rule for each of these, and all modules on for a minute} */
    public static Policy of(Scan... rules) {
        return of(protection(Protection.Mode.FULL, true, Duration.ofMinutes(1)), Map.of(), rules);
    }

    public static Policy of(Protection protection, Scan... rules) {
        return of(protection, Map.of(), rules);
    }

    public static Policy of(
            Protection protection, Map<String, Dictionary> dictionaries, Scan... scans) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < scans.length; i++) {
            boolean last = i == scans.length - 1;
            rules.add(rule(last ? Rule.DEFAULT_ID : "rule-" + i, scans[i]));
        }
        return new Policy(
                protection, rules, Lists.EMPTY, dictionaries, Map.of(), Marking.DEFAULT, Set.of());
    }

    private static Rule rule(String id, Scan scan) {
        return new Rule(
                id,
                "The rule " + id,
                "",
                true,
                Criteria.EVERYTHING,
                false,
                Criteria.EVERYTHING,
                Rule.Mode.SCAN,
                scan,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                HeaderActions.NONE);
    }
}
