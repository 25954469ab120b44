package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which rule and which entry of a list holds for whom, and so what modules are asked: the first of
 * the two steps of a judgement.
 *
 * @param groups every recipient once
 */
public record Plan(PolicySnapshot policy, Facts facts, List<Group> groups) {

    public Plan {
        groups = List.copyOf(groups);
    }

    /** Looks at lists and rules for every recipient. */
    public static Plan of(PolicySnapshot policy, Facts facts) {
        PolicySnapshot.Matcher matcher = policy.matcher(facts.sender(), facts.now());
        Map<Ground, List<Integer>> byGround = new LinkedHashMap<>();
        Map<String, Rule> rules = new HashMap<>();
        for (int i = 0; i < facts.envelope().recipients().size(); i++) {
            Mailbox recipient = facts.envelope().recipients().get(i).mailbox();
            Rule rule = matcher.rule(recipient);
            rules.put(rule.id(), rule);
            byGround.computeIfAbsent(
                            new Ground(rule.id(), matcher.hit(recipient)), _ -> new ArrayList<>())
                    .add(i);
        }
        Protection protection = policy.policy().protection();
        List<Group> groups = new ArrayList<>();
        byGround.forEach((ground, recipients) -> {
            Rule rule = Objects.requireNonNull(rules.get(ground.rule));
            groups.add(
                    new Group(
                            rule, ground.hit, recipients, notAsked(protection, rule, ground.hit)));
        });
        return new Plan(policy, facts, groups);
    }

    /**
     * What the recipients of a group share.
     *
     * @param rule its id
     */
    private record Ground(String rule, Optional<ListHit> hit) {}

    static Map<ModuleName, Reason> notAsked(
            Protection protection, Rule rule, Optional<ListHit> hit) {
        Map<ModuleName, Reason> notAsked = new EnumMap<>(ModuleName.class);
        for (ModuleName module : ModuleName.values()) {
            whyNot(protection, rule, hit, module).ifPresent(why -> notAsked.put(module, why));
        }
        return notAsked;
    }

    private static Optional<Reason> whyNot(
            Protection protection, Rule rule, Optional<ListHit> hit, ModuleName module) {
        if (hit.filter(ListHit::denies).isPresent()) {
            return hit.map(it -> it.list().reason());
        }
        if (rule.mode() != Rule.Mode.SCAN || protection.mode() == Protection.Mode.OFF) {
            return Optional.of(Reason.POLICY);
        }
        if (!protection.of(module).on()) {
            return Optional.of(
                    protection.mode() == Protection.Mode.RESTRICTED
                            ? Reason.POLICY
                            : Reason.DISABLED);
        }
        if (!rule.scan().asks(module)) {
            return Optional.of(Reason.DISABLED);
        }
        return isSpared(module) ? hit.map(it -> it.list().reason()) : Optional.empty();
    }

    /** Whether an allow entry spares a sender the module: what looks for spam, never for harm. */
    private static boolean isSpared(ModuleName module) {
        return switch (module) {
            case ANTISPAM, ANTIPHISHING, IMPERSONATION -> true;
            case ANTIVIRUS, LINKS, CONTENT, AUTHENTICATION, SANDBOX -> false;
        };
    }
}
