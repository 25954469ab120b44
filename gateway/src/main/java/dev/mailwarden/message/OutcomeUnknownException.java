package dev.mailwarden.message;

import java.io.IOException;

/**
 * What was to be written is not there now, but may be found again should the process end before the
 * disk takes a word that it does not count. What it names has to stay until the next start decides.
 */
public final class OutcomeUnknownException extends IOException {

    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
