package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Domain;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
     * To named hosts, whatever DNS says of the recipient's domain.
     *
     * @param hosts at least one; in which order they are tried is said by their ranks
     */
    record Fixed(List<Host> hosts, Manner manner) implements Route {

        /** By SMTP, to hosts that ask for no log-in, in this order whatever their ranks. */
        public Fixed(List<Host> hosts, TlsPolicy tls) {
            this(inOrder(hosts), Manner.of(tls));
        }

        public Fixed {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("a fixed route needs a host");
            }
        }

        private static List<Host> inOrder(List<Host> hosts) {
            return IntStream.range(0, hosts.size())
                    .mapToObj(i -> hosts.get(i).ranked(Rank.inOrder(i)))
                    .toList();
        }

        /** Whether the hosts are simply in order of preference. */
        public boolean isInOrder() {
            return IntStream.range(0, hosts.size())
                    .allMatch(i -> hosts.get(i).rank().equals(Rank.inOrder(i)));
        }

        @Override
        public String key() {
            List<String> named =
                    hosts.stream()
                            .map(host -> isInOrder() ? host.toString() : host + " " + host.rank())
                            .toList();
            return "hop:" + named + ":" + manner;
        }
    }

    /**
     * One next hop of a fixed route.
     *
     * @param name host name or address literal
     * @param port 1 to 65535
     * @param lookUpMx whether the name is a domain whose MX records name the hosts
     */
    record Host(Domain name, int port, boolean lookUpMx, Rank rank) {

        /** The only host of a route, or the first of those that are in order. */
        public Host(Domain name, int port, boolean lookUpMx) {
            this(name, port, lookUpMx, Rank.inOrder(0));
        }

        /** The same host when its turn comes otherwise. */
        public Host ranked(Rank other) {
            return new Host(name, port, lookUpMx, other);
        }

        @Override
        public String toString() {
            return (lookUpMx ? "mx " : "") + name + ":" + port;
        }
    }

    /**
     * When a host's turn comes, as SRV records say it (RFC 2782).
     *
     * @param priority 0 to {@value #MOST}; hosts of a lower one are tried first
     * @param weight 0 to {@value #MOST}; its share among hosts of equal priority
     */
    record Rank(int priority, int weight) {

        /** The highest priority or weight. */
        public static final int MOST = 65_535;

        public Rank {
            if (priority < 0 || priority > MOST || weight < 0 || weight > MOST) {
                throw new IllegalArgumentException("not a rank: " + priority + ", " + weight);
            }
        }

        /** Of the host at this position, from 0, of a list in order of preference. */
        public static Rank inOrder(int position) {
            return new Rank(position, 1);
        }

        @Override
        public String toString() {
            return priority + "/" + weight;
        }
    }

    /**
     * How the hosts of a route are spoken to.
     *
     * @param tls the policy of the transport record or relay host
     * @param credentials to log in with, over TLS only
     * @param sourceAddresses own addresses to send from, at most one of a family; those of the
     *     settings for all deliveries stand in for a family that is not here
     */
    record Manner(
            Protocol protocol,
            TlsPolicy tls,
            Optional<Credentials> credentials,
            List<String> sourceAddresses) {

        public Manner {
            sourceAddresses = List.copyOf(sourceAddresses);
        }

        /** By SMTP, without a log-in, from the usual address. */
        public static Manner of(TlsPolicy tls) {
            return new Manner(Protocol.SMTP, tls, Optional.empty(), List.of());
        }

        @Override
        public String toString() {
            return (protocol == Protocol.SMTP ? "" : protocol + ":")
                    + tls
                    + credentials.map(its -> ":" + its.user()).orElse("")
                    + (sourceAddresses.isEmpty() ? "" : ":from " + sourceAddresses);
        }
    }

    /** The language of a hop. */
    enum Protocol {
        /** RFC 5321: one reply to the message speaks for all its recipients. */
        SMTP,
        /** RFC 2033: a reply for each recipient; spoken by servers that hold mailboxes. */
        LMTP
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
