package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;

/** Finds a recipient's route by the transport map: a table look-up, no DNS, no waiting. */
public interface Router {

    Route route(Mailbox recipient);
}
