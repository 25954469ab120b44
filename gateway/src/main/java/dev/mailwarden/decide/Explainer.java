package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains a decision by making it again and looking on. Nothing is recorded while mail is judged:
 * it is judged far more often than anybody asks why.
 */
public final class Explainer {

    /** Rules that are named as passed over; past that only their number is told. */
    public static final int MAX_PASSED = 20;

    /** Entries of lists that are looked at. */
    public static final int MAX_ENTRIES = 20;

    private final Plan plan;
    private final List<Rule> rules;

    private Explainer(Plan plan) {
        this.plan = plan;
        this.rules = plan.policy().policy().rules();
    }

    /**
     * Explains what {@link Decider#decide} made of the same arguments.
     *
     * @param verdicts one for each group of the plan, in its order
     */
    public static Explanation explain(Plan plan, List<Verdict> verdicts, Decider.Answers answers) {
        var explainer = new Explainer(plan);
        List<Ruling> rulings = Decider.rulings(plan, verdicts);
        List<Fate> fates = Decider.fates(rulings, answers);
        List<Explanation.Share> shares = new ArrayList<>();
        for (int i = 0; i < rulings.size(); i++) {
            shares.add(explainer.share(rulings.get(i), fates.get(i), verdicts.get(i)));
        }
        return new Explanation(plan.policy().revision(), shares);
    }

    private Explanation.Share share(Ruling ruling, Fate fate, Verdict verdict) {
        Group group = ruling.group();
        Mailbox first =
                plan.facts().envelope().recipients().get(group.recipients().getFirst()).mailbox();
        int position = position(group.rule());
        return new Explanation.Share(
                group.recipients(),
                passed(position, first),
                Math.max(0, position - MAX_PASSED),
                matched(group.rule(), position, first),
                entries(group, first),
                said(ruling),
                ruling.action(),
                ruling.decider(),
                fate,
                overruled(ruling.fate(), fate),
                new Counterfactuals(plan, ruling, verdict, first).flips());
    }

    private int position(Rule rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id().equals(rule.id())) {
                return i;
            }
        }
        throw new IllegalArgumentException("not a rule of this policy: " + rule.id());
    }

    private List<Explanation.Passed> passed(int position, Mailbox recipient) {
        return rules.subList(0, Math.min(position, MAX_PASSED)).stream()
                .map(rule -> new Explanation.Passed(rule.id(), rule.name(), miss(rule, recipient)))
                .toList();
    }

    private Explanation.Miss miss(Rule rule, Mailbox recipient) {
        if (!rule.enabled()) {
            return Explanation.Miss.DISABLED;
        }
        boolean sender = by(rule.senders(), sender(rule)).isPresent();
        boolean to = by(rule.recipients(), Party.recipient(recipient)).isPresent();
        if (sender) {
            return Explanation.Miss.RECIPIENT;
        }
        return to ? Explanation.Miss.SENDER : Explanation.Miss.BOTH;
    }

    private Party sender(Rule rule) {
        Sender sender = plan.facts().sender();
        return rule.senderIsFrom() ? sender.asFrom() : sender.asReversePath();
    }

    private static Optional<Criterion> by(Criteria criteria, Party party) {
        return criteria.any().stream()
                .filter(criterion -> CriterionTest.of(criterion).holds(party))
                .findFirst();
    }

    private Explanation.Matched matched(Rule rule, int position, Mailbox recipient) {
        return new Explanation.Matched(
                position + 1,
                rule.id(),
                rule.name(),
                rule.mode(),
                by(rule.senders(), sender(rule)).map(Criterion::toString).orElse(""),
                by(rule.recipients(), Party.recipient(recipient))
                        .map(Criterion::toString)
                        .orElse(""));
    }

    private List<Explanation.Entry> entries(Group group, Mailbox recipient) {
        return plan
                .policy()
                .matcher(plan.facts().sender(), plan.facts().now())
                .named(recipient, MAX_ENTRIES)
                .stream()
                .map(hit -> new Explanation.Entry(hit, force(hit, group)))
                .toList();
    }

    private Explanation.Force force(ListHit hit, Group group) {
        if (group.hit().filter(hit::equals).isPresent()) {
            return Explanation.Force.HOLDS;
        }
        if (ListIndex.isOver(hit.entry(), plan.facts().now())) {
            return Explanation.Force.EXPIRED;
        }
        return ListIndex.isVouchedFor(hit.entry(), plan.facts().sender())
                ? Explanation.Force.LATER
                : Explanation.Force.NOT_VOUCHED_FOR;
    }

    private static List<Explanation.Said> said(Ruling ruling) {
        List<Explanation.Said> said = new ArrayList<>();
        for (ModuleResult result : ruling.verdict().results().values()) {
            said.add(
                    new Explanation.Said(
                            result,
                            ruling.demands().stream()
                                    .filter(demand -> demand.module() == result.module())
                                    .toList()));
        }
        return said;
    }

    private static Explanation.Overruled overruled(Fate own, Fate fate) {
        if (own == fate) {
            return Explanation.Overruled.NOT;
        }
        return fate == Fate.PUT_OFF
                ? Explanation.Overruled.PUT_OFF_FOR_OTHERS
                : Explanation.Overruled.TAKEN_FOR_OTHERS;
    }
}
