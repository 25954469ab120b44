package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Reply;

/** What the SMTP edge hands a whole message to. */
public interface Pipe {

    /** Handles one message and returns the reply to its end of data. Never throws for bad mail. */
    Reply process(InboundMail mail) throws InterruptedException;
}
