package dev.mailwarden.config;

import java.net.InetSocketAddress;

/**
 * One listening socket and the policy of its sessions.
 *
 * @param name unique; stands in events and logs
 * @param address where to listen; port 0 takes any free one
 */
public record Listener(
        String name, InetSocketAddress address, Kind kind, Tls tls, LineEndings lineEndings) {

    /** Who talks to it. */
    public enum Kind {
        /** Other mail servers; mail for local domains from anyone (SMTP-5). */
        MX,
        /** Own users and machines: trusted networks, and whoever logs in over TLS. */
        SUBMISSION
    }

    /** TLS of a listener (TLS-1). */
    public enum Tls {
        /** Not offered. */
        NONE,
        /** STARTTLS is offered. */
        ATTEMPT,
        /** MAIL is refused with 530 before STARTTLS. */
        REQUIRE,
        /** TLS from the first octet. */
        IMPLICIT
    }

    /** What is done with a bare LF or a NUL in a message (SMTP-3). */
    public enum LineEndings {
        /** Refused with 550 5.6.11: the default, and right for strangers. */
        STRICT,
        /**
         * A bare LF becomes CRLF, a NUL stays; for own machines that know no better. Bare CR is
         * refused.
         */
        LENIENT
    }
}
