package dev.mailwarden.message;

import java.io.IOException;

/** What is stored is not what was accepted: the checksum does not hold. */
public final class DamagedContentException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedContentException(String message) {
        super(message);
    }
}
