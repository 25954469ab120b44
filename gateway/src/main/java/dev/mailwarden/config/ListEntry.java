package dev.mailwarden.config;

import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the global allow or deny list (LIST-1).
 *
 * @param id given by the store, 0 before
 * @param scope which recipients it is for, empty for all
 * @param pattern what it matches, as text
 * @param expiry when it ends; empty for never
 */
public record ListEntry(
        long id,
        Effect effect,
        String scope,
        String pattern,
        String comment,
        String author,
        Instant created,
        Optional<Instant> expiry,
        Binding binding) {

    /** What a match does. */
    public enum Effect {
        ALLOW,
        DENY
    }

    /**
     * The identity that an entry is bound to, so that it does not let spoofed mail in.
     *
     * @param value a domain or a network, empty for none
     */
    public record Binding(Kind kind, String value) {

        /** Bound to nothing. */
        public static final Binding NONE = new Binding(Kind.NONE, "");

        /** What must hold. */
        public enum Kind {
            NONE,
            DKIM,
            SPF,
            NETWORK
        }
    }
}
