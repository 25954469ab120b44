package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;

/** A module could not look, or not at everything. */
public final class UnableException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /**
     * Says why.
     *
     * @param reason one for errors
     * @param detail for administrators
     */
    public UnableException(Reason reason, String detail) {
        super(detail);
        if (reason.of() != Status.ERROR) {
            throw new IllegalArgumentException(reason + " is no reason for an error");
        }
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** {@return what a status says when a resource ran out} */
    public static Reason reasonOf(Resource resource) {
        return switch (resource) {
            case WALL_TIME, CPU_TIME -> Reason.TIMEOUT;
            case DEPTH -> Reason.NESTING_LEVEL;
            case OCTETS, RATIO, ENTRIES, PARTS, HEADERS, URLS -> Reason.SIZE_LIMIT;
        };
    }
}
