package dev.mailwarden.mail.smtp;

import java.io.IOException;

/** The server said something that is not SMTP, or said it when it was not asked. */
public final class BadReplyException extends IOException {

    private static final long serialVersionUID = 1L;

    public BadReplyException(String message) {
        super(message);
    }
}
