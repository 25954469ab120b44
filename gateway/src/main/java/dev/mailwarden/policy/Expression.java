package dev.mailwarden.policy;

import java.util.List;

/**
 * Something to find in messages, and what is done about it (CF-1).
 *
 * @param name unique in its rule
 * @param all whether all conditions must hold, rather than any
 * @param conditions at least one
 * @param headers done to what is delivered if the expression matched
 */
public record Expression(
        String name,
        boolean enabled,
        Reaction reaction,
        boolean all,
        List<Condition> conditions,
        HeaderActions headers) {

    public Expression {
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("an expression needs a condition");
        }
    }
}
