package dev.mailwarden.mail.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parameters of MAIL FROM.
 *
 * @param size declared octets (RFC 1870), absent when not declared
 * @param body declared body type, 7BIT when not declared (RFC 6152 §3)
 * @param smtpUtf8 whether SMTPUTF8 was given (RFC 6531 §3.4)
 * @param ret how much to return in a failure notification (RFC 3461 §4.3)
 * @param envid the sender's envelope identifier, decoded from xtext (RFC 3461 §4.4)
 * @param prdr whether a reply for each recipient is asked for (draft-hall-prdr-00)
 */
public record MailParameters(
        OptionalLong size,
        BodyType body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        Optional<String> envid,
        boolean prdr) {

    /** No parameter given. */
    public static final MailParameters NONE =
            new MailParameters(
                    OptionalLong.empty(),
                    BodyType.SEVEN_BIT,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    false);
}
