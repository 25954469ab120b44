package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a message, for each recipient. First {@link Plan#of} says whom which modules have
 * to look for; then, with a verdict for each group, {@link #decide} weighs all of it.
 *
 * <p>Of several actions the strictest holds (ACT-1). A message that has to be put off for one
 * recipient is put off for all, unless the client can be told for each: what is taken for some
 * would otherwise come again for them. Nothing is kept, copied or told of a message that is put
 * off, since it will be judged again.
 *
 * <p>Immutable and safe for any number of threads.
 */
public final class Decider {

    private final Node node;

    public Decider(Node node) {
        this.node = node;
    }

    /** What the client can still be told. */
    public enum Answers {
        /** One reply for all recipients. */
        ONE,
        /** One for each: PRDR was negotiated, or the protocol is LMTP. */
        EACH
    }

    /**
     * Weighs what the modules said.
     *
     * @param verdicts one for each group of the plan, in its order
     */
    public Decision decide(Plan plan, List<Verdict> verdicts, Answers answers) {
        List<Ruling> rulings = rulings(plan, verdicts);
        Optional<Fate> common = common(rulings, answers);
        if (common.isPresent()) {
            Fate fate = common.get();
            return new Decision.Refuse(
                    plan.policy().revision(),
                    rulings.stream().map(it -> judgement(plan, it, fate)).toList(),
                    Replies.forAll(rulings, fate));
        }
        return taken(plan, rulings, answers);
    }

    static List<Ruling> rulings(Plan plan, List<Verdict> verdicts) {
        if (verdicts.size() != plan.groups().size()) {
            throw new IllegalArgumentException(
                    verdicts.size() + " verdicts for " + plan.groups().size() + " groups");
        }
        List<Ruling> rulings = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            rulings.add(Ruling.of(plan.groups().get(i), verdicts.get(i)));
        }
        return rulings;
    }

    /** {@return what becomes of the message for each group, in their order} */
    static List<Fate> fates(List<Ruling> rulings, Answers answers) {
        Optional<Fate> common = common(rulings, answers);
        return rulings.stream()
                .map(ruling -> common.orElseGet(() -> mixed(ruling, answers)))
                .toList();
    }

    /** {@return the fate of a message that is taken for nobody} */
    private static Optional<Fate> common(List<Ruling> rulings, Answers answers) {
        Set<Fate> fates = EnumSet.noneOf(Fate.class);
        rulings.forEach(ruling -> fates.add(ruling.fate()));
        if (fates.equals(EnumSet.of(Fate.REFUSED))) {
            return Optional.of(Fate.REFUSED);
        }
        boolean together = answers == Answers.ONE || fates.size() == 1;
        return together && fates.contains(Fate.PUT_OFF)
                ? Optional.of(Fate.PUT_OFF)
                : Optional.empty();
    }

    private Decision taken(Plan plan, List<Ruling> rulings, Answers answers) {
        List<Judgement> judgements = new ArrayList<>();
        Reply[] replies = new Reply[plan.facts().envelope().recipients().size()];
        for (Ruling ruling : rulings) {
            Fate fate = mixed(ruling, answers);
            for (int recipient : ruling.group().recipients()) {
                replies[recipient] = Replies.of(ruling, fate);
            }
            judgements.addAll(judgements(plan, ruling, fate));
        }
        return new Decision.Take(
                plan.policy().revision(),
                judgements,
                answers == Answers.EACH ? List.of(replies) : List.of());
    }

    /** {@return the fate where others are taken: nobody can be told of a single refusal (ACT-4)} */
    private static Fate mixed(Ruling ruling, Answers answers) {
        Fate fate = ruling.fate();
        if (fate != Fate.REFUSED || answers == Answers.EACH) {
            return fate;
        }
        return ruling.group().rule().keepRefused() ? Fate.QUARANTINED : Fate.DISCARDED;
    }

    /** Recipients inside and outside get different marks, if the policy says so (MARK-2). */
    private List<Judgement> judgements(Plan plan, Ruling ruling, Fate fate) {
        List<Integer> all = ruling.group().recipients();
        Set<Integer> inside = plan.facts().inside();
        if (fate != Fate.DELIVERED) {
            return List.of(judgement(plan, ruling, fate));
        }
        var texts = new Texts(node, plan.facts(), ruling, fate);
        List<Edit> forInside = new Edits(plan, ruling, texts, true).all();
        List<Edit> forOutside = new Edits(plan, ruling, texts, false).all();
        if (inside.containsAll(all) || forInside.equals(forOutside)) {
            return List.of(judgement(plan, ruling, fate, all, forInside));
        }
        if (all.stream().noneMatch(inside::contains)) {
            return List.of(judgement(plan, ruling, fate, all, forOutside));
        }
        List<Integer> ours = all.stream().filter(inside::contains).toList();
        List<Integer> others = all.stream().filter(it -> !inside.contains(it)).toList();
        return List.of(
                judgement(plan, ruling, fate, ours, forInside),
                withoutSideEffects(judgement(plan, ruling, fate, others, forOutside)));
    }

    private Judgement judgement(Plan plan, Ruling ruling, Fate fate) {
        return judgement(plan, ruling, fate, ruling.group().recipients(), List.of());
    }

    private Judgement judgement(
            Plan plan, Ruling ruling, Fate fate, List<Integer> recipients, List<Edit> edits) {
        boolean ends = fate != Fate.PUT_OFF;
        var texts = new Texts(node, plan.facts(), ruling, fate);
        return new Judgement(
                ruling.group().rule().id(),
                ruling.group().rule().name(),
                recipients,
                ruling.verdict(),
                ruling.action(),
                ruling.decidedBy(),
                fate,
                ends && ruling.isBackedUp(),
                edits,
                ends ? blindCopies(ruling) : Set.of(),
                ends ? Letters.of(plan.policy(), plan.facts(), ruling, texts) : List.of());
    }

    /** What is done once for a group stands in the first of its two judgements. */
    private static Judgement withoutSideEffects(Judgement second) {
        return new Judgement(
                second.rule(),
                second.ruleName(),
                second.recipients(),
                second.verdict(),
                second.action(),
                second.decidedBy(),
                second.fate(),
                second.backup(),
                second.edits(),
                Set.of(),
                List.of());
    }

    /** A list comes before the rules, so what it refuses is no rule's to copy. */
    private static Set<Mailbox> blindCopies(Ruling ruling) {
        return ruling.group().hit().filter(ListHit::denies).isPresent()
                ? Set.of()
                : ruling.group().rule().blindCopies();
    }
}
