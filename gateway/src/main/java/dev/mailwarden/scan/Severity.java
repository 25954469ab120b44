package dev.mailwarden.scan;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a module could still matter under a rule, from what is known so far (SCAN-1). Only says
 * no where it is sure: an action may be taken to be milder than it will be when it is known, and
 * stricter when it is not.
 */
final class Severity {

    private Severity() {}

    /**
     * Whether a module has to look. It has not if the message will not be delivered, and the module
     * could neither call for something stricter nor for a copy in Backup.
     */
    static boolean isNeeded(Scan rule, Collection<ModuleResult> known, ModuleName module) {
        Action decided =
                known.stream()
                        .map(result -> calledFor(rule, result))
                        .reduce(Action.SKIP, Action::or);
        return decided.delivers()
                || possible(rule, module)
                        .anyMatch(reaction ->
                                reaction.backup()
                                        || worst(rule, reaction.action()).compareTo(decided) > 0);
    }

    /**
     * Whether a rule is stricter about an error of a module than about what it said. What would be
     * disinfected counts as what happens when that fails.
     */
    static boolean isErrorStricter(Scan rule, ModuleResult said) {
        Action action = calledFor(rule, said);
        Action likely =
                action == Action.DISINFECT ? rule.antivirus().ifDisinfectionFails() : action;
        return rule.to(said.module(), Status.ERROR).action().compareTo(likely) > 0;
    }

    /** The least that a result calls for. */
    private static Action calledFor(Scan rule, ModuleResult result) {
        Action action = rule.to(result.module(), result.status()).action();
        if (result.macros()) {
            action = action.or(rule.to(result.module(), Status.MACROS_DETECTED).action());
        }
        if (result.module() == ModuleName.CONTENT && !result.status().isFailure()) {
            action = action.or(calledForByExpressions(rule.content(), result));
        }
        return action;
    }

    private static Action calledForByExpressions(Scan.Content content, ModuleResult result) {
        List<Action> matched =
                content.expressions().stream()
                        .filter(Expression::enabled)
                        .filter(expression ->
                                result.findings().stream()
                                        .anyMatch(finding ->
                                                finding.source().equals(expression.name())))
                        .map(expression -> expression.reaction().action())
                        .toList();
        return content.strictest()
                ? matched.stream().reduce(Action.SKIP, Action::or)
                : matched.stream().findFirst().orElse(Action.SKIP);
    }

    private static Stream<Reaction> possible(Scan rule, ModuleName module) {
        Stream<Reaction> reactions =
                rule.reactions().entrySet().stream()
                        .filter(entry -> entry.getKey() == module)
                        .flatMap(entry -> entry.getValue().values().stream());
        return module == ModuleName.CONTENT
                ? Stream.concat(
                        reactions,
                        rule.content().expressions().stream()
                                .filter(Expression::enabled)
                                .map(Expression::reaction))
                : reactions;
    }

    /** The most that an action can turn into. */
    private static Action worst(Scan rule, Action action) {
        return switch (action) {
            case DISINFECT -> worst(rule, rule.antivirus().ifDisinfectionFails(), action);
            case DELETE_ATTACHMENT -> Action.QUARANTINE; // if there is no part that could go
            case SKIP, TEMPFAIL, QUARANTINE, REJECT, DELETE_MESSAGE -> action;
        };
    }

    private static Action worst(Scan rule, Action fallback, Action action) {
        return fallback == Action.DISINFECT ? action : action.or(worst(rule, fallback));
    }
}
