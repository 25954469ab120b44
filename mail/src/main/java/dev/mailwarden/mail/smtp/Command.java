package dev.mailwarden.mail.smtp;

import java.util.Optional;

/**
 * One command line of an SMTP client, read and checked by itself; whether it may come now is for
 * the session to say.
 */
public sealed interface Command {

    /** HELO with the name the client claims, not checked beyond its characters. */
    record Helo(String name) implements Command {}

    /** EHLO with the name the client claims, not checked beyond its characters. */
    record Ehlo(String name) implements Command {}

    /** MAIL FROM (RFC 5321 §4.1.1.2). */
    record Mail(ReversePath reversePath, MailParameters parameters) implements Command {}

    /** RCPT TO (RFC 5321 §4.1.1.3). */
    record Rcpt(ForwardPath forwardPath, RcptParameters parameters) implements Command {}

    /** DATA (RFC 5321 §4.1.1.4). */
    record Data() implements Command {}

    /** BDAT with the octets that follow at once, and whether they end the message (RFC 3030). */
    record Bdat(long size, boolean last) implements Command {}

    /** RSET (RFC 5321 §4.1.1.5). */
    record Rset() implements Command {}

    /** NOOP; its argument is ignored (RFC 5321 §4.1.1.9). */
    record Noop() implements Command {}

    /** QUIT (RFC 5321 §4.1.1.10). */
    record Quit() implements Command {}

    /** STARTTLS (RFC 3207). */
    record StartTls() implements Command {}

    /**
     * AUTH (RFC 4954 §4).
     *
     * @param mechanism as it was named
     * @param initialResponse BASE64, or {@code =} for no octets; a secret
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {

        /** Without the response: commands may end in a log. */
        @Override
        public String toString() {
            return "Auth[mechanism=" + mechanism + "]";
        }
    }

    /** XCLIENT: a server in front tells of its client (Postfix, XCLIENT_README). */
    record FromFront(XClient client) implements Command {}

    /** VRFY; answered without telling (RFC 5321 §7.3). */
    record Vrfy() implements Command {}

    /** HELP (RFC 5321 §4.1.1.8). */
    record Help() implements Command {}

    /** A verb that this server knows and does not offer, such as EXPN or TURN: 502. */
    record NotOffered(String verb) implements Command {}

    /** A line that is none of the above or breaks the grammar, with the 5xx that says why. */
    record Malformed(Reply reply) implements Command {}
}
