package dev.mailwarden.config;

import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.util.List;
import java.util.Optional;

/** A route to one host as it is written on a command line, in the words of the configuration. */
public final class RouteText {

    /** What may be written for the host, and for its policy. */
    public static final String ALLOWED =
            "a host name or IP address, with a port unless it is 25, and tls one of "
                    + Kinds.choice(TlsPolicy.class).allowed();

    private static final int SMTP_PORT = 25;

    private RouteText() {}

    /**
     * Reads a route by SMTP.
     *
     * @param host {@code inner.example.org}, {@code 192.0.2.1:2525} or {@code [2001:db8::1]:25}
     * @param tls as in {@code settings.routes}
     * @param mx whether the host is a domain whose MX records name the hosts
     * @return empty if it is none
     */
    public static Optional<Route.Fixed> read(String host, String tls, boolean mx) {
        Optional<NextHop> hop = Addresses.nextHop(host);
        Optional<TlsPolicy> policy = Kinds.constant(TlsPolicy.class, tls);
        if (hop.isEmpty() || policy.isEmpty() || (mx && hop.get().name().isAddressLiteral())) {
            return Optional.empty();
        }
        int port = hop.get().port().orElse(SMTP_PORT);
        return Optional.of(
                new Route.Fixed(List.of(new Route.Host(hop.get().name(), port, mx)), policy.get()));
    }
}
