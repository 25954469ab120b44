package dev.mailwarden.deliver;

import java.io.IOException;

/** The server said 421: it closes the connection (RFC 5321 §3.8). */
final class ClosingException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    ClosingException(Trouble trouble) {
        super(trouble.text());
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
