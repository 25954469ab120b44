package dev.mailwarden.mail.dsn;

/** What was done for a recipient (RFC 3464 §2.3.3). */
public enum Action {
    /** Given up. */
    FAILED,
    /** Not yet delivered; tried again. */
    DELAYED,
    /** Delivered to its mailbox. */
    DELIVERED,
    /** Handed to a host that sends no notification of success itself. */
    RELAYED;

    /** The value of the field. */
    String keyword() {
        return switch (this) {
            case FAILED -> "failed";
            case DELAYED -> "delayed";
            case DELIVERED -> "delivered";
            case RELAYED -> "relayed";
        };
    }
}
