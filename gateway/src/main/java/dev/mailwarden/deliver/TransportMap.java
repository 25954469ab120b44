package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.RouteEntry;
import dev.mailwarden.config.Settings.RoutePattern;
import dev.mailwarden.config.Settings.Routes;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Router;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The transport map (OUT-1). The most specific entry wins: the address, the domain, the longest
 * domain that the recipient's is below of; then the relay host; then MX records.
 *
 * <p>Local parts are compared without regard to case, as the recipient list does. Of two entries
 * with one pattern the first counts. Safe for any number of threads.
 */
public final class TransportMap implements Router {

    private final Supplier<Settings> settings;
    private final Derived<Routes, Index> index = new Derived<>(Index::of);

    public TransportMap(Supplier<Settings> settings) {
        this.settings = settings;
    }

    @Override
    public Route route(Mailbox recipient) {
        Routes routes = settings.get().routes();
        Optional<Route.Fixed> fixed = index.of(routes).find(recipient).or(routes::relayHost);
        return fixed.isPresent() ? fixed.get() : new Route.Mx(recipient.domain());
    }

    private record Index(
            Map<Key, Route.Fixed> addresses,
            Map<Domain, Route.Fixed> domains,
            Map<String, Route.Fixed> parents) {

        static Index of(Routes routes) {
            Index index = new Index(new HashMap<>(), new HashMap<>(), new HashMap<>());
            for (RouteEntry entry : routes.entries()) {
                switch (entry.pattern()) {
                    case RoutePattern.Address(Mailbox mailbox) ->
                            index.addresses.putIfAbsent(folded(mailbox), entry.route());
                    case RoutePattern.Exactly(Domain domain) ->
                            index.domains.putIfAbsent(domain, entry.route());
                    case RoutePattern.Below(Domain domain) ->
                            index.parents.putIfAbsent(domain.name(), entry.route());
                }
            }
            return index;
        }

        Optional<Route.Fixed> find(Mailbox recipient) {
            if (!addresses.isEmpty()) {
                Route.Fixed byAddress = addresses.get(folded(recipient));
                if (byAddress != null) {
                    return Optional.of(byAddress);
                }
            }
            Route.Fixed byDomain = domains.get(recipient.domain());
            return byDomain != null ? Optional.of(byDomain) : byParent(recipient.domain());
        }

        private Optional<Route.Fixed> byParent(Domain domain) {
            if (parents.isEmpty() || domain.isAddressLiteral()) {
                return Optional.empty();
            }
            String name = domain.name();
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                Route.Fixed route = parents.get(name.substring(dot + 1));
                if (route != null) {
                    return Optional.of(route);
                }
            }
            return Optional.empty();
        }

        private static Key folded(Mailbox mailbox) {
            return new Key(mailbox.localPart().toLowerCase(Locale.ROOT), mailbox.domain());
        }
    }

    private record Key(String localPart, Domain domain) {}
}
