package dev.mailwarden.message;

import java.util.Optional;

/**
 * The next hop that an attempt spoke to, as recorded in events.
 *
 * @param host name that was looked up
 * @param address textual IP address, empty if none was reached
 * @param port 0 if none was reached
 * @param tls empty for a connection in clear or none at all
 */
public record HopFacts(String host, String address, int port, Optional<TlsFacts> tls) {}
