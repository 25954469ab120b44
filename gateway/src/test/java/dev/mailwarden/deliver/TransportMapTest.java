package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.RouteEntry;
import dev.mailwarden.config.Settings.RoutePattern;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportMapTest {

    private static final List<RouteEntry> ENTRIES =
            List.of(
                    below("example.org", 1),
                    below("deep.example.org", 2),
                    exactly("example.org", 3),
                    address("boss@example.org", 4),
                    address("boss@example.org", 99),
                    exactly("a.deep.example.org", 5));

    @ParameterizedTest(name = "{0} goes to port {1}")
    @CsvSource({
        "boss@example.org, 4",
        "BOSS@example.org, 4",
        "x@example.org, 3",
        "boss@sub.example.org, 1",
        "x@deep.example.org, 1",
        "x@b.deep.example.org, 2",
        "x@c.b.deep.example.org, 2",
        "x@a.deep.example.org, 5",
        "x@notexample.org, 25",
        "x@org, 25",
        "x@[192.0.2.1], 25",
    })
    void theMostSpecificEntryWins(String recipient, int port) {
        Settings settings = settings(ENTRIES, Optional.of(route(25)));
        Route route = new TransportMap(() -> settings).route(Parcels.mailbox(recipient));
        assertThat(route).isEqualTo(route(port));
    }

    @Test
    void withoutARelayHostTheRestGoesByMx() {
        Settings settings = settings(ENTRIES, Optional.empty());
        assertThat(new TransportMap(() -> settings).route(Parcels.mailbox("x@example.com")))
                .isEqualTo(new Route.Mx(new Domain("example.com")));
    }

    @Test
    void newSettingsCountFromTheNextLookUpOn() {
        AtomicReference<Settings> settings =
                new AtomicReference<>(settings(ENTRIES, Optional.empty()));
        TransportMap map = new TransportMap(settings::get);
        assertThat(map.route(Parcels.mailbox("x@example.org"))).isEqualTo(route(3));
        settings.set(settings(List.of(exactly("example.org", 7)), Optional.empty()));
        assertThat(map.route(Parcels.mailbox("x@example.org"))).isEqualTo(route(7));
    }

    private static Settings settings(List<RouteEntry> entries, Optional<Route.Fixed> relayHost) {
        return Parcels.settings(new Settings.Routes(entries, relayHost), Parcels.DELIVERY);
    }

    private static RouteEntry below(String domain, int port) {
        return new RouteEntry(new RoutePattern.Below(new Domain(domain)), route(port));
    }

    private static RouteEntry exactly(String domain, int port) {
        return new RouteEntry(new RoutePattern.Exactly(new Domain(domain)), route(port));
    }

    private static RouteEntry address(String mailbox, int port) {
        return new RouteEntry(new RoutePattern.Address(Parcels.mailbox(mailbox)), route(port));
    }

    private static Route.Fixed route(int port) {
        return new Route.Fixed(List.of(Parcels.host("hop.example", port)), TlsPolicy.NONE);
    }
}
