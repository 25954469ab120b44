package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;

/** Whether a mailbox of a local domain exists. Safe for any number of threads. */
public interface RecipientCheck {

    /** What is known of a recipient. */
    enum Answer {
        /** Mail for it may be taken. */
        KNOWN,
        /** There is no such mailbox: 550 5.1.1. */
        UNKNOWN,
        /** Could not be found out now: 451 4.3.0. */
        UNSURE
    }

    Answer check(Mailbox mailbox) throws InterruptedException;
}
