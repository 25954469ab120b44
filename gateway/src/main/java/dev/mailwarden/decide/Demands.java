package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import java.util.ArrayList;
import java.util.List;

/** What a rule calls for under a verdict: a call for each result that is not clean. */
final class Demands {

    private final Scan scan;
    private final List<Demand> demands = new ArrayList<>();

    private Demands(Scan scan) {
        this.scan = scan;
    }

    /**
     * {@return what is called for, in the order of {@link ModuleName}}
     *
     * @param verdict with a result for every module
     */
    static List<Demand> of(Scan scan, Verdict verdict) {
        var demands = new Demands(scan);
        verdict.results().values().forEach(demands::add);
        return List.copyOf(demands.demands);
    }

    private void add(ModuleResult result) {
        if (result.macros()) {
            add(result, Status.MACROS_DETECTED);
        }
        if (result.status() == result.module().clean()) {
            return;
        }
        if (result.module() == ModuleName.CONTENT && isMatch(result.status())) {
            addContent(result);
        } else {
            add(result, result.status());
        }
    }

    private static boolean isMatch(Status status) {
        return ModuleName.CONTENT.finds().contains(status);
    }

    private void add(ModuleResult result, Status status) {
        Reaction reaction = scan.to(result.module(), status);
        demands.add(demand(result, status, "", reaction, HeaderActions.NONE, result.findings()));
    }

    /**
     * Every expression that matched calls for its tag, its copy and its header actions. The action
     * is that of the first of them, or the strictest (CF-1).
     */
    private void addContent(ModuleResult result) {
        List<Demand> matched = new ArrayList<>();
        for (Expression expression : scan.content().expressions()) {
            List<Finding> findings =
                    result.findings().stream()
                            .filter(finding -> finding.source().equals(expression.name()))
                            .toList();
            if (expression.enabled() && !findings.isEmpty()) {
                matched.add(
                        demand(
                                result,
                                result.status(),
                                expression.name(),
                                expression.reaction(),
                                expression.headers(),
                                findings));
            }
        }
        if (matched.isEmpty()) {
            add(result, result.status());
            return;
        }
        demands.add(matched.getFirst());
        for (Demand later : matched.subList(1, matched.size())) {
            demands.add(scan.content().strictest() ? later : yielding(later));
        }
    }

    private static Demand yielding(Demand demand) {
        return demand.action() == Action.SKIP
                ? demand
                : new Demand(
                        demand.module(),
                        demand.status(),
                        demand.expression(),
                        Action.SKIP,
                        "an expression before it matched too, and the action is that of the first",
                        demand.backup(),
                        demand.tag(),
                        demand.headers(),
                        demand.findings());
    }

    private Demand demand(
            ModuleResult result,
            Status status,
            String expression,
            Reaction reaction,
            HeaderActions headers,
            List<Finding> findings) {
        Action action = resolved(scan, reaction.action());
        String turn = action == reaction.action() ? "" : "it was not disinfected";
        if (action == Action.DELETE_ATTACHMENT && !(result.isWhole() && areInParts(findings))) {
            action = Action.QUARANTINE;
            turn = "not everything that was found is in an attachment that could be deleted";
        }
        return new Demand(
                result.module(),
                status,
                expression,
                action,
                turn,
                reaction.backup(),
                reaction.tag(),
                headers,
                findings);
    }

    /**
     * {@return the action that an action comes to} No edit can disinfect, so what happens is always
     * what is set for the case that disinfection fails.
     */
    static Action resolved(Scan scan, Action action) {
        return action == Action.DISINFECT ? scan.antivirus().ifDisinfectionFails() : action;
    }

    /** Whether deleting parts would delete all that was found. */
    private static boolean areInParts(List<Finding> findings) {
        return !findings.isEmpty()
                && findings.stream().noneMatch(finding -> finding.part().isEmpty());
    }
}
