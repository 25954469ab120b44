package dev.mailwarden.config;

import dev.mailwarden.config.Verification.CallAhead;
import dev.mailwarden.config.Verification.Mode;
import dev.mailwarden.config.Verification.Moment;
import dev.mailwarden.config.Verification.OnUnknown;
import dev.mailwarden.config.Verification.OnUnsure;
import java.time.Duration;

/** What is verified, for tests. */
public final class Verifications {

    /** As by default, but with the server behind asked for local recipients. */
    public static final CallAhead LOCAL = callAhead(Mode.LOCAL, Duration.ofSeconds(10));

    /** Nothing is verified. */
    public static final Verification OFF =
            new Verification(
                    callAhead(Mode.OFF, Duration.ofSeconds(10)),
                    Moment.RCPT,
                    OnUnknown.OFF,
                    OnUnknown.OFF,
                    OnUnsure.TEMPFAIL);

    private Verifications() {}

    private static CallAhead callAhead(Mode mode, Duration timeout) {
        return new CallAhead(
                mode,
                Duration.ofDays(7),
                Duration.ofDays(31),
                Duration.ofHours(3),
                timeout,
                OnUnsure.TEMPFAIL,
                1_000,
                20);
    }

    /** Asks, and waits no longer than that. */
    public static CallAhead within(Duration timeout) {
        return callAhead(Mode.LOCAL, timeout);
    }

    /** With this way to ask the server behind. */
    public static Verification with(CallAhead callAhead) {
        return new Verification(
                callAhead,
                OFF.at(),
                OFF.unknownRecipientDomain(),
                OFF.senderDomain(),
                OFF.senderDomainUnsure());
    }

    /** With call-ahead and an own choice of everything else. */
    public static Verification with(
            Moment at, OnUnknown recipientDomain, OnUnknown senderDomain, OnUnsure unsure) {
        return new Verification(LOCAL, at, recipientDomain, senderDomain, unsure);
    }
}
