package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Domain;
import java.util.List;
import java.util.Optional;

/** Where mail for a recipient goes, before any DNS look-up. */
public sealed interface Route {

    /** Names the route for people; equal routes have equal keys. */
    String key();

    /** By the MX records of the recipient's domain (RFC 5321 §5.1). */
    record Mx(Domain domain) implements Route {
        @Override
        public String key() {
            return "mx:" + domain;
        }
    }

    /**
     * To named hosts, in order of preference, whatever DNS says of the recipient's domain.
     *
     * @param hosts at least one
     * @param tls the policy of the transport record or relay host
     * @param credentials to log in with, over TLS only
     */
    record Fixed(List<Host> hosts, TlsPolicy tls, Optional<Credentials> credentials)
            implements Route {

        /** To hosts that ask for no log-in. */
        public Fixed(List<Host> hosts, TlsPolicy tls) {
            this(hosts, tls, Optional.empty());
        }

        public Fixed {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("a fixed route needs a host");
            }
        }

        @Override
        public String key() {
            return "hop:" + hosts + ":" + tls + credentials.map(its -> ":" + its.user()).orElse("");
        }
    }

    /**
     * One next hop of a fixed route.
     *
     * @param name host name or address literal
     * @param port 1 to 65535
     * @param lookUpMx whether the name is a domain whose MX records name the hosts
     */
    record Host(Domain name, int port, boolean lookUpMx) {
        @Override
        public String toString() {
            return (lookUpMx ? "mx " : "") + name + ":" + port;
        }
    }

    /** How a hop is spoken to (TLS-2). */
    enum TlsPolicy {
        /** Never TLS. */
        NONE,
        /** STARTTLS where offered, in clear otherwise; certificates are not verified. */
        ATTEMPT,
        /** STARTTLS or nothing; certificates are not verified. */
        REQUIRE,
        /** STARTTLS or nothing, with a certificate that verifies for the host's name. */
        VERIFY,
        /** TLS from the first octet (RFC 8314 §3.3); certificates are not verified. */
        IMPLICIT,
        /** TLS from the first octet, with a certificate that verifies for the host's name. */
        IMPLICIT_VERIFY
    }
}
