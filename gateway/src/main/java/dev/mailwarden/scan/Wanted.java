package dev.mailwarden.scan;

import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Scan;
import java.util.List;

/**
 * For what a module looks at a message.
 *
 * @param policy that the message is judged by
 * @param rules those of it under which the module is asked, so that it leaves out what none wants
 */
public record Wanted(Policy policy, List<Scan> rules) {

    public Wanted {
        rules = List.copyOf(rules);
    }
}
