package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.policy.Scan;

/** What a module found out about a message, before it is known under which rule. */
@FunctionalInterface
public interface Examination {

    /**
     * {@return what it comes to under a rule; its time is not yet known} Quick: the work was done
     * before.
     *
     * @param rule one of those that the examination was made for
     */
    ModuleResult judge(Scan rule);
}
