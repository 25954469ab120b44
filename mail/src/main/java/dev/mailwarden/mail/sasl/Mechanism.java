package dev.mailwarden.mail.sasl;

import java.util.Optional;

/** A way to log in, the one to be preferred first. */
public enum Mechanism {
    /** RFC 7677: the password is proven, not sent. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 4616: user and password in one message. */
    PLAIN("PLAIN"),
    /** Two questions; never standardised, still the only one that some clients know. */
    LOGIN("LOGIN");

    private final String title;

    Mechanism(String title) {
        this.title = title;
    }

    /** Whether the server learns the password. */
    public boolean sendsPassword() {
        return switch (this) {
            case SCRAM_SHA_256 -> false;
            case PLAIN, LOGIN -> true;
        };
    }

    /** The name on the wire. */
    public String title() {
        return title;
    }

    /** {@return the mechanism of a name, in any case of letters (RFC 4422 §3.1)} */
    public static Optional<Mechanism> named(String title) {
        for (Mechanism mechanism : values()) {
            if (mechanism.title.equalsIgnoreCase(title)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }
}
