package dev.mailwarden.message;

import java.util.Optional;

/**
 * The next hop that an attempt spoke to, as recorded in events.
 *
 * @param host name that was looked up
 * @param address textual IP address, empty if none was reached
 * @param port 0 if none was reached
 * @param protocol what was spoken, or would have been
 * @param tls empty for a connection in clear or none at all
 */
public record HopFacts(
        String host, String address, int port, Route.Protocol protocol, Optional<TlsFacts> tls) {

    /** A hop that speaks SMTP. */
    public HopFacts(String host, String address, int port, Optional<TlsFacts> tls) {
        this(host, address, port, Route.Protocol.SMTP, tls);
    }
}
