package dev.mailwarden.message;

/**
 * What is done with a message for a recipient, from the mildest to the strictest: of several the
 * strictest holds (ACT-1).
 */
public enum Action {
    /** Deliver it. */
    SKIP("Skip"),
    /** Clean what is infected; what happens when that fails is set beside it. */
    DISINFECT("Disinfect"),
    /** Deliver it with the offending parts replaced by a text that names them. */
    DELETE_ATTACHMENT("DeleteAttachment"),
    /** Answer 451: the client comes again when the module can look. Only for failures. */
    TEMPFAIL("Tempfail"),
    /** Answer 250, deliver nothing, and keep it until a person decides (DATA-22). */
    QUARANTINE("Quarantine"),
    /** Answer 550 while the session is open. */
    REJECT("Reject"),
    /** Answer 250, deliver nothing and tell nobody. */
    DELETE_MESSAGE("DeleteMessage");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /** {@return the name in headers, events, API and console} */
    public String text() {
        return text;
    }

    /** Whether the recipient gets the message, as it is or cleaned. */
    public boolean delivers() {
        return switch (this) {
            case SKIP, DISINFECT, DELETE_ATTACHMENT -> true;
            case TEMPFAIL, QUARANTINE, REJECT, DELETE_MESSAGE -> false;
        };
    }

    /** {@return the stricter of two} */
    public Action or(Action other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
