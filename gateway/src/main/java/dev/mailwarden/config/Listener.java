package dev.mailwarden.config;

import dev.mailwarden.message.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One listening socket and the policy of its sessions.
 *
 * @param name unique; stands in events and logs
 * @param address where to listen; port 0 takes any free one
 * @param tls for clients of which {@code byNetwork} says nothing else
 * @param clientCertificates the same
 * @param byNetwork what is different for some clients; the first entry that has the client counts
 * @param proxyFrom servers whose connections begin with a PROXY protocol header, and nobody else's
 * @param xclientFrom servers that may say XCLIENT, and nobody else
 */
public record Listener(
        String name,
        InetSocketAddress address,
        Kind kind,
        Tls tls,
        LineEndings lineEndings,
        ClientCertificates clientCertificates,
        List<NetworkTls> byNetwork,
        List<Network> proxyFrom,
        List<Network> xclientFrom) {

    public Listener {
        byNetwork = List.copyOf(byNetwork);
        proxyFrom = List.copyOf(proxyFrom);
        xclientFrom = List.copyOf(xclientFrom);
    }

    /** A listener that clients connect to themselves, and that asks none for a certificate. */
    public Listener(
            String name, InetSocketAddress address, Kind kind, Tls tls, LineEndings lineEndings) {
        this(
                name,
                address,
                kind,
                tls,
                lineEndings,
                ClientCertificates.NONE,
                List.of(),
                List.of(),
                List.of());
    }

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

    /** Whether clients are to show a certificate (TLS-1). */
    public enum ClientCertificates {
        /** They are not asked. */
        NONE,
        /** They are asked; one that cannot be verified does no harm. */
        REQUEST,
        /** They are asked; MAIL is refused without one that could be verified. */
        REQUIRE
    }

    /**
     * The policy for clients of some networks; what is empty is as for the others.
     *
     * @param tls never implicit: the first octet comes before any choice
     */
    public record NetworkTls(
            List<Network> networks,
            Optional<Tls> tls,
            Optional<ClientCertificates> clientCertificates) {

        public NetworkTls {
            networks = List.copyOf(networks);
        }
    }

    /** What holds for one client. */
    public record TlsRule(Tls tls, ClientCertificates clientCertificates) {}

    /** {@return what holds for clients of which no entry by network says anything else} */
    public TlsRule tlsRule() {
        return new TlsRule(tls, clientCertificates);
    }

    /** {@return what holds for a client} */
    public TlsRule tlsRule(InetAddress client) {
        for (NetworkTls entry : byNetwork) {
            if (Network.anyContains(entry.networks(), client)) {
                return rule(entry);
            }
        }
        return tlsRule();
    }

    /** {@return what holds for the clients of one entry} */
    TlsRule rule(NetworkTls entry) {
        return new TlsRule(
                entry.tls().orElse(tls), entry.clientCertificates().orElse(clientCertificates));
    }

    /** {@return all that may hold for some client} */
    public List<TlsRule> tlsRules() {
        return Stream.concat(Stream.of(tlsRule()), byNetwork.stream().map(this::rule)).toList();
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
