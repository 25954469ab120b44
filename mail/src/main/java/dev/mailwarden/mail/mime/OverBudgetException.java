package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;

/** There is more to read, but the budget of the message does not allow it. */
public final class OverBudgetException extends IOException {

    private static final long serialVersionUID = 1;

    private final Resource resource;

    /** Tells what the budget ran out of. */
    public OverBudgetException(Budget budget) {
        this(budget.exhausted().orElse(Resource.OCTETS));
    }

    private OverBudgetException(Resource resource) {
        super("over budget: " + resource.reason());
        this.resource = resource;
    }

    /** What ran out first. */
    public Resource resource() {
        return resource;
    }
}
