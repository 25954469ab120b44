package dev.mailwarden.mail.smtp;

/** The argument of RCPT TO (RFC 5321 §4.1.1.3). */
public sealed interface ForwardPath {

    /** {@code <Postmaster>} in any case and without a domain: the postmaster of this server. */
    record Postmaster() implements ForwardPath {}

    /** A mailbox; a source route in front of it was dropped (RFC 5321 §3.6.1). */
    record Of(Mailbox mailbox) implements ForwardPath {}
}
