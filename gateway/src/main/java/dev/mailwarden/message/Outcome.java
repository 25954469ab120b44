package dev.mailwarden.message;

/** How a recipient of an accepted message ended; each is counted by the accounting audit. */
public enum Outcome {
    /** The next hop took responsibility. */
    DELIVERED,
    /** Given up, and the sender was told unless it asked not to be or there is none. */
    BOUNCED,
    /** Deleted by an administrator. */
    REMOVED,
    /** The stored message could not be read back; what is left of it is held for a person. */
    SET_ASIDE
}
