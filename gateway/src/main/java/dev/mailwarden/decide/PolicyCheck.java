package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks for everything that would make a policy do nothing, or not what it seems to say. */
final class PolicyCheck {

    private final Policy policy;
    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Flaw> warnings = new ArrayList<>();

    PolicyCheck(Policy policy) {
        this.policy = policy;
    }

    Compilation compile(long revision) {
        Map<String, CompiledTemplate> templates = templates();
        policy.rules().forEach(this::checkRule);
        checkList("deny list", policy.lists().deny(), true);
        checkList("allow list", policy.lists().allow(), false);
        new ExpressionCheck(policy.dictionaries(), flaws).check(policy.rules());
        return flaws.isEmpty()
                ? new Compilation.Ready(new PolicySnapshot(policy, revision, templates), warnings)
                : new Compilation.Flawed(flaws);
    }

    private Map<String, CompiledTemplate> templates() {
        Map<String, CompiledTemplate> compiled = new HashMap<>();
        policy.templates()
                .forEach((name, template) -> {
                    try {
                        compiled.put(name, CompiledTemplate.of(template));
                    } catch (IllegalArgumentException e) {
                        flaws.add(new Flaw("template " + name, reason(e)));
                    }
                });
        return compiled;
    }

    private void checkRule(Rule rule) {
        String place = "rule " + rule.name();
        checkCriteria(place + ", senders", rule.senders(), false);
        checkCriteria(place + ", recipients", rule.recipients(), true);
        rule.scan()
                .reactions()
                .forEach((module, reactions) ->
                        reactions.forEach((status, reaction) ->
                                checkReaction(
                                        place + ", " + module + " " + status.text(),
                                        module,
                                        status,
                                        reaction)));
        checkAntivirus(place + ", ANTIVIRUS", rule.scan().antivirus());
        Stream<String> notices =
                rule.notices().stream()
                        .flatMap(
                                (Notice it) -> Stream.of(it.sender(), it.recipients(), it.others()))
                        .filter(name -> !name.isEmpty());
        Stream<String> marks =
                Stream.concat(
                        rule.warnings().stream().map(it -> it.template()),
                        rule.disclaimer().stream().map(it -> it.template()));
        Stream.concat(notices, marks)
                .filter(name -> !policy.templates().containsKey(name))
                .forEach(name -> flaws.add(new Flaw(place, "no template is called " + name)));
    }

    private void checkReaction(String place, ModuleName module, Status status, Reaction reaction) {
        if (reaction.action() == Action.DISINFECT
                && !(module == ModuleName.ANTIVIRUS
                        && (status == Status.INFECTED || status == Status.DISINFECTED))) {
            flaws.add(new Flaw(place, "only what is infected can be disinfected"));
        }
        if (reaction.action() == Action.TEMPFAIL && !status.isFailure()) {
            flaws.add(new Flaw(place, "only failures pass with time"));
        }
        if (status == module.clean() && reaction.action() != Action.SKIP) {
            flaws.add(new Flaw(place, "clean mail is delivered"));
        } else if (!reaction.equals(Reaction.NONE) && !hasReaction(module, status)) {
            flaws.add(new Flaw(place, "no reaction can be set for this status"));
        }
    }

    /** Not what means that nobody looked, nor what expressions of content have reactions for. */
    private static boolean hasReaction(ModuleName module, Status status) {
        return DefaultReactions.of(module).stream().anyMatch(choice -> choice.status() == status);
    }

    private void checkAntivirus(String place, Scan.Antivirus antivirus) {
        switch (antivirus.ifDisinfectionFails()) {
            case DISINFECT, TEMPFAIL ->
                    flaws.add(new Flaw(place, "what cannot be disinfected needs another action"));
            case SKIP, DELETE_ATTACHMENT, QUARANTINE, REJECT, DELETE_MESSAGE -> {}
        }
    }

    private void checkList(String list, List<Lists.Entry> entries, boolean deny) {
        for (Lists.Entry entry : entries) {
            String place = list + ", " + entry.sender();
            checkCriterion(place, entry.sender(), false);
            checkCriteria(place + ", recipients", entry.recipients(), true);
            entry.bound().ifPresent(identity -> checkIdentity(place, identity));
            if (deny && entry.bound().isPresent()) {
                flaws.add(new Flaw(place, "only allow entries are bound to an identity"));
            }
            if (!deny && entry.bound().isEmpty() && !(entry.sender() instanceof Criterion.Client)) {
                warnings.add(new Flaw(place, "lets in whoever uses the name"));
            }
        }
    }

    private void checkIdentity(String place, Lists.Identity identity) {
        if (identity instanceof Lists.Identity.Authenticated(String name)
                && Domain.parse(name).isEmpty()) {
            flaws.add(new Flaw(place, "no domain is called " + name));
        }
    }

    private void checkCriteria(String place, Criteria criteria, boolean recipients) {
        if (criteria.any().isEmpty()) {
            flaws.add(new Flaw(place, "none are named, so nothing could ever match"));
        }
        for (Criterion criterion : criteria.any()) {
            checkCriterion(place + ", " + criterion, criterion, recipients);
        }
    }

    private void checkCriterion(String place, Criterion criterion, boolean recipient) {
        if (recipient
                && (criterion instanceof Criterion.Client
                        || criterion instanceof Criterion.Nobody)) {
            flaws.add(new Flaw(place, "is about senders"));
        }
        if (criterion instanceof Criterion.Address) {
            return;
        }
        try {
            CriterionTest.of(criterion);
        } catch (IllegalArgumentException e) {
            flaws.add(new Flaw(place, reason(e)));
        }
    }

    private static String reason(IllegalArgumentException e) {
        String reason = e.getMessage();
        return reason == null ? "cannot be read" : reason;
    }
}
