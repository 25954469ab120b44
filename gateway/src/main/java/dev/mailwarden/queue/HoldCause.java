package dev.mailwarden.queue;

/** Why recipients are held. */
enum HoldCause {
    /** An administrator said so; it ends when one says so. */
    DECISION,
    /** They failed, and the sender may not be told; removed when their time is over. */
    FAILURE
}
