package dev.mailwarden.config;

import java.time.Duration;

/**
 * Which senders and recipients are looked into before their mail is taken (SMTP-6).
 *
 * @param at when a client hears that a local recipient does not exist
 * @param unknownRecipientDomain what is done with relayed mail for a domain that DNS knows nothing
 *     of
 * @param senderDomain the same for the domain of a stranger's reverse-path
 * @param senderDomainUnsure what is done if DNS cannot tell now
 */
public record Verification(
        CallAhead callAhead,
        Moment at,
        OnUnknown unknownRecipientDomain,
        OnUnknown senderDomain,
        OnUnsure senderDomainUnsure) {

    /**
     * Asking the server behind the gateway for recipients.
     *
     * @param positiveLifetime after which a known mailbox is asked for again
     * @param reserve how long a known mailbox is taken while the server cannot be asked; not
     *     shorter
     * @param negativeLifetime after which an unknown mailbox is asked for again
     * @param timeout of one probe with its look-ups
     * @param whenUnreachable what is done with mail for mailboxes that cannot be asked for now
     * @param cachedAddresses mailboxes remembered
     * @param concurrency probes at once
     */
    public record CallAhead(
            Mode mode,
            Duration positiveLifetime,
            Duration reserve,
            Duration negativeLifetime,
            Duration timeout,
            OnUnsure whenUnreachable,
            int cachedAddresses,
            int concurrency) {}

    /** For whom the server behind is asked. */
    public enum Mode {
        /** For nobody. */
        OFF,
        /** For recipients of local domains when no list of recipients is given. */
        LOCAL
    }

    /** When a client hears that a recipient does not exist. */
    public enum Moment {
        /** In reply to RCPT, for this recipient. */
        RCPT,
        /** At the end of the message, for all of it, so that nobody can harvest addresses. */
        DATA
    }

    /** What is done about something that does not exist. */
    public enum OnUnknown {
        OFF,
        /** Refused with 5yz. */
        REJECT
    }

    /** What is done about something that cannot be found out now. */
    public enum OnUnsure {
        /** Refused with 4yz: the client tries again. */
        TEMPFAIL,
        /** As if it existed. */
        ACCEPT
    }
}
