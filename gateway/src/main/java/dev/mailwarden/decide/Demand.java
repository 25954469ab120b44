package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.HeaderActions;
import java.util.List;

/**
 * What a rule calls for because of something that a module said.
 *
 * @param status of the module; {@link Status#MACROS_DETECTED} for what the flag calls for
 * @param expression the content expression that matched; empty for everything else
 * @param action what it comes to
 * @param turn why that is not what the rule says; empty if it is
 * @param findings what was found by it
 */
public record Demand(
        ModuleName module,
        Status status,
        String expression,
        Action action,
        String turn,
        boolean backup,
        String tag,
        HeaderActions headers,
        List<Finding> findings) {

    public Demand {
        findings = List.copyOf(findings);
    }
}
