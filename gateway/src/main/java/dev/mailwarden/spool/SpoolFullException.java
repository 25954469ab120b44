package dev.mailwarden.spool;

import java.io.IOException;

/** There is no room for what was to be kept: the client gets 452 4.3.1. */
public final class SpoolFullException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolFullException(String message) {
        super(message);
    }

    /** The same for another thread. */
    SpoolFullException(SpoolFullException cause) {
        super(cause);
    }
}
