package dev.mailwarden.mail.smtp;

import java.util.Optional;
import java.util.Set;

/**
 * The parameters of RCPT TO.
 *
 * @param notifyOn empty when not given; {@link Notify#NEVER} stands alone (RFC 3461 §4.1)
 * @param orcpt the original recipient as given, {@code addr-type;xtext} (RFC 3461 §4.2)
 */
public record RcptParameters(Set<Notify> notifyOn, Optional<String> orcpt) {

    /** No parameter given. */
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        notifyOn = Set.copyOf(notifyOn);
        if (notifyOn.contains(Notify.NEVER) && notifyOn.size() > 1) {
            throw new IllegalArgumentException("NEVER stands alone: " + notifyOn);
        }
    }
}
