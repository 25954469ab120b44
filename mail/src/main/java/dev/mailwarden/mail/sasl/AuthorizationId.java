package dev.mailwarden.mail.sasl;

import java.util.Locale;

/** Whom a client wants to act as (RFC 4422 §2); here nobody acts as somebody else. */
final class AuthorizationId {

    private AuthorizationId() {}

    /**
     * Whether a client asks for no rights but his own. Names are compared as accounts are: prepared
     * and without regard to case.
     *
     * @param text as it was sent; empty for himself
     * @param user prepared
     */
    static boolean isHimself(String text, String user) {
        return text.isEmpty()
                || PreparedText.of(text).filter(as -> lower(as).equals(lower(user))).isPresent();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
