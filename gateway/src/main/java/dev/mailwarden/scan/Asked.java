package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Scan;
import java.util.Map;

/**
 * What is wanted to know for the recipients that one rule applies to.
 *
 * @param rule what its modules do
 * @param spared modules that do not look, and why
 */
public record Asked(Scan rule, Map<ModuleName, Reason> spared) {

    public Asked {
        spared = Map.copyOf(spared);
    }

    /** {@return a question that spares no module} */
    public static Asked of(Scan rule) {
        return new Asked(rule, Map.of());
    }
}
