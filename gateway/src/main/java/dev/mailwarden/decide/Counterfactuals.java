package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What single changes would have led to, found by ruling again. */
final class Counterfactuals {

    private final Plan plan;
    private final Ruling ruling;
    private final Verdict verdict;
    private final Mailbox recipient;
    private final List<Explanation.Flip> flips = new ArrayList<>();

    /**
     * @param verdict of the modules that were asked
     * @param recipient of the group
     */
    Counterfactuals(Plan plan, Ruling ruling, Verdict verdict, Mailbox recipient) {
        this.plan = plan;
        this.ruling = ruling;
        this.verdict = verdict;
        this.recipient = recipient;
    }

    List<Explanation.Flip> flips() {
        for (ModuleName module : ruling.group().asked()) {
            withModuleClean(module);
        }
        ruling.group().hit().ifPresent(this::withoutEntry);
        if (!ruling.group().rule().isDefault()) {
            withoutRule();
        }
        return List.copyOf(flips);
    }

    private void withModuleClean(ModuleName module) {
        if (ruling.demands().stream().noneMatch(demand -> isStrict(demand, module))) {
            return;
        }
        Set<ModuleName> unknown = EnumSet.noneOf(ModuleName.class);
        Verdict known = assumed(ruling.verdict().with(clean(module)), unknown);
        Ruling other = Ruling.of(ruling.group(), known);
        record("if " + Texts.name(module) + " had found nothing", other, unknown);
    }

    /** A module that was left out would have looked, if what it was left out for were not so. */
    private static Verdict assumed(Verdict verdict, Set<ModuleName> unknown) {
        Verdict known = verdict;
        for (ModuleResult result : verdict.results().values()) {
            if (Group.isLeftOut(result)) {
                unknown.add(result.module());
                known = known.with(clean(result.module()));
            }
        }
        return known;
    }

    private static boolean isStrict(Demand demand, ModuleName module) {
        return demand.module() == module && demand.action() != Action.SKIP;
    }

    private void withoutEntry(ListHit hit) {
        String change =
                "without the entry " + hit.entry().sender() + " of the " + hit.list().text();
        under(change, ruling.group().rule(), Optional.empty());
    }

    private void withoutRule() {
        String id = ruling.group().rule().id();
        List<Rule> rules = plan.policy().policy().rules();
        Rule next =
                plan.policy()
                        .matcher(plan.facts().sender(), plan.facts().now())
                        .rule(recipient, i -> !rules.get(i).id().equals(id));
        under("without the rule " + ruling.group().rule().name(), next, ruling.group().hit());
    }

    /** Rules again under another rule or list entry, with what is known. */
    private void under(String change, Rule rule, Optional<ListHit> hit) {
        Protection protection = plan.policy().policy().protection();
        var group =
                new Group(
                        rule,
                        hit,
                        ruling.group().recipients(),
                        Plan.notAsked(protection, rule, hit));
        Set<ModuleName> unknown = EnumSet.noneOf(ModuleName.class);
        Verdict known = assumed(verdict, unknown);
        for (ModuleName module : group.asked()) {
            if (!ruling.group().asked().contains(module)) {
                unknown.add(module);
                known = known.with(clean(module));
            }
        }
        record(change, Ruling.of(group, known), unknown);
    }

    private void record(String change, Ruling other, Set<ModuleName> unknown) {
        boolean sameRule = other.group().rule().id().equals(ruling.group().rule().id());
        if (other.action() != ruling.action() || !sameRule) {
            flips.add(
                    new Explanation.Flip(
                            change,
                            other.group().rule().id(),
                            other.action(),
                            other.fate(),
                            unknown));
        }
    }

    private static ModuleResult clean(ModuleName module) {
        return ModuleResult.of(module, module.clean(), List.of(), Duration.ZERO);
    }
}
