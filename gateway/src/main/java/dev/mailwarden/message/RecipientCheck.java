package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;

/** Whether a mailbox of a local domain exists. Safe for any number of threads. */
public interface RecipientCheck {

    /** What is known of a recipient. */
    sealed interface Answer {

        /** Mail for it may be taken. */
        record Known() implements Answer {}

        /**
         * It takes no mail: 550.
         *
         * @param status 5.1.1, or what the server said that was asked
         * @param why for administrators; empty if there is nothing to add
         */
        record Unknown(EnhancedStatusCode status, String why) implements Answer {}

        /**
         * Could not be found out now: 450.
         *
         * @param why for administrators
         */
        record Unsure(String why) implements Answer {}

        /** This check is not made for it; another one may know. */
        record NotChecked() implements Answer {}
    }

    Answer KNOWN = new Answer.Known();
    Answer NOT_CHECKED = new Answer.NotChecked();

    Answer check(Mailbox mailbox) throws InterruptedException;
}
