package dev.mailwarden.message;

/** What the SMTP edge hands a whole message to. */
public interface Pipe {

    /** {@return what the client is told at the end of data} Never throws for bad mail. */
    MailReply process(InboundMail mail) throws InterruptedException;
}
