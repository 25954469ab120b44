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
        return callAhead(mode, timeout, OnUnsure.TEMPFAIL, 1_000, 20);
    }

    private static CallAhead callAhead(
            Mode mode, Duration timeout, OnUnsure unsure, int cached, int concurrency) {
        return new CallAhead(
                mode,
                Duration.ofDays(7),
                Duration.ofDays(31),
                Duration.ofHours(3),
                timeout,
                unsure,
                cached,
                concurrency);
    }

    /** Asks, and waits no longer than that. */
    public static CallAhead within(Duration timeout) {
        return callAhead(Mode.LOCAL, timeout);
    }

    /** The same, and takes mail for what cannot be asked for. */
    public static CallAhead accepting(Duration timeout) {
        return callAhead(Mode.LOCAL, timeout, OnUnsure.ACCEPT, 1_000, 20);
    }

    /** The same, one probe at once. */
    public static CallAhead oneAtOnce(Duration timeout) {
        return callAhead(Mode.LOCAL, timeout, OnUnsure.TEMPFAIL, 1_000, 1);
    }

    /** Asks, and remembers so many. */
    public static CallAhead remembering(int mailboxes) {
        return callAhead(Mode.LOCAL, Duration.ofSeconds(10), OnUnsure.TEMPFAIL, mailboxes, 20);
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
