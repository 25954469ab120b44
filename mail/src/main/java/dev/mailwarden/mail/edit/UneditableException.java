package dev.mailwarden.mail.edit;

import java.io.IOException;

/**
 * A message that cannot be changed as asked for. It must not go out unchanged in its place: what
 * was to be removed would still be in it.
 */
public final class UneditableException extends IOException {

    private static final long serialVersionUID = 1;

    UneditableException(int most) {
        super("a header of more than " + most + " octets is not changed");
    }
}
