package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.Resource;

/** The job has used up what it may use. */
public final class OverBudgetException extends Exception {

    private static final long serialVersionUID = 1;

    private final Resource resource;

    OverBudgetException(Resource resource) {
        super(resource.name(), null, false, false);
        this.resource = resource;
    }

    public Resource resource() {
        return resource;
    }
}
