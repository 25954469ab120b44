package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route;
import java.util.List;

/**
 * The route of redirected mail in a record: one host. The records name policies by number, so that
 * a constant that is renamed or moved changes nothing.
 */
final class RouteCodec {

    private RouteCodec() {}

    /**
     * @param route with one host that is spoken to by SMTP, without credentials
     */
    static void write(Route.Fixed route, RecordWriter out) {
        Route.Host host = route.hosts().getFirst();
        Route.TlsPolicy tls = route.manner().tls();
        if (route.hosts().size() > 1 || !route.manner().equals(Route.Manner.of(tls))) {
            throw new IllegalArgumentException("redirected to more than a host: " + route.key());
        }
        out.text(host.name().name())
                .number(host.port())
                .octet(host.lookUpMx() ? 1 : 0)
                .octet(number(tls));
    }

    static Route.Fixed read(RecordReader in) {
        String name = in.text();
        Domain domain =
                Domain.parse(name)
                        .orElseThrow(() -> new IllegalArgumentException("not a host: " + name));
        int port = in.number();
        boolean lookUpMx = in.octet() == 1;
        return new Route.Fixed(List.of(new Route.Host(domain, port, lookUpMx)), tls(in.octet()));
    }

    private static int number(Route.TlsPolicy tls) {
        return switch (tls) {
            case NONE -> 0;
            case ATTEMPT -> 1;
            case REQUIRE -> 2;
            case VERIFY -> 3;
            case IMPLICIT -> 4;
            case IMPLICIT_VERIFY -> 5;
        };
    }

    private static Route.TlsPolicy tls(int number) {
        return switch (number) {
            case 0 -> Route.TlsPolicy.NONE;
            case 1 -> Route.TlsPolicy.ATTEMPT;
            case 2 -> Route.TlsPolicy.REQUIRE;
            case 3 -> Route.TlsPolicy.VERIFY;
            case 4 -> Route.TlsPolicy.IMPLICIT;
            case 5 -> Route.TlsPolicy.IMPLICIT_VERIFY;
            default -> throw new IllegalArgumentException("no TLS policy has number " + number);
        };
    }
}
