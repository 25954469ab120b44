package dev.mailwarden.unpack.protocol;

import java.io.IOException;

/** The other side did not keep to the protocol; there is nothing more to say to it. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
