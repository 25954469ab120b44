package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.Manner;
import dev.mailwarden.message.Route.TlsPolicy;
import dev.mailwarden.resolve.DnsBudget;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a route into addresses, in the order in which they are to be tried (RFC 5321 §5.1).
 *
 * <p>Exchangers of equal preference come in random order, hosts of a fixed route as {@link Turns}
 * draws them. Where no connection came about lately, it is tried last. A domain without MX records
 * is its own host; a null MX takes no mail (RFC 7505). If this gateway is among the hosts, only
 * better ones are left, and if there are none the mail loops.
 *
 * <p>What DNS could not tell now is never taken for a no. A fixed route that cannot be found is a
 * mistake in the settings, so its mail waits for the administrator to mend it. One call waits for
 * DNS no longer than {@link #BUDGET}; a host that is slow to look up keeps no other from being
 * found.
 *
 * <p>Safe for any number of threads.
 */
public final class NextHops {

    /** One look-up of MX records and one of addresses, with the usual longest wait of 10 s. */
    static final Duration BUDGET = Duration.ofSeconds(20);

    /** What a route leads to. */
    sealed interface Hops {}

    /**
     * Addresses to try.
     *
     * @param targets at least one
     * @param missing why there may be more of them than DNS would say now
     */
    record Found(List<Target> targets, Optional<Trouble> missing) implements Hops {}

    /** Nowhere to go, for now or for ever. */
    record None(Trouble trouble) implements Hops {}

    private final OwnHosts own;
    private final Dns dns;
    private final RandomGenerator random;
    private final Duration budget;
    private final DeadAddresses dead;
    private final Derived<Delivery, Map<Domain, TlsPolicy>> tlsByDomain =
            new Derived<>(NextHops::tlsByDomain);

    /** Makes a finder. */
    public NextHops(OwnHosts own, Dns dns, RandomGenerator random, LongSupplier ticker) {
        this(own, dns, random, ticker, BUDGET);
    }

    /** The same with another wait. */
    NextHops(OwnHosts own, Dns dns, RandomGenerator random, LongSupplier ticker, Duration budget) {
        this.own = own;
        this.dns = dns;
        this.random = random;
        this.budget = budget;
        this.dead = new DeadAddresses(ticker);
    }

    Hops find(Route route, Delivery delivery) throws InterruptedException {
        return switch (route) {
            case Route.Mx(Domain domain) -> {
                Search search = new Search(delivery, Manner.of(tlsOf(domain, delivery)));
                search.mx(domain, delivery.port());
                yield search.result();
            }
            case Route.Fixed fixed -> {
                Search search = new Search(delivery, fixed.manner());
                List<Route.Host> hosts = Turns.draw(fixed.hosts(), random);
                search.prepare(hosts);
                for (Route.Host host : hosts) {
                    search.fixed(host);
                }
                yield search.result();
            }
        };
    }

    /** What is known of addresses that do not answer. */
    DeadAddresses dead() {
        return dead;
    }

    private TlsPolicy tlsOf(Domain domain, Delivery delivery) {
        return tlsByDomain.of(delivery).getOrDefault(domain, delivery.tls());
    }

    private static Map<Domain, TlsPolicy> tlsByDomain(Delivery delivery) {
        Map<Domain, TlsPolicy> byDomain = new HashMap<>();
        delivery.tlsByDomain().forEach(entry -> byDomain.putIfAbsent(entry.domain(), entry.tls()));
        return byDomain;
    }

    /** One search: collects addresses and what went wrong on the way. */
    private final class Search {

        private final Delivery delivery;
        private final Manner manner;
        private final DnsBudget asking = new DnsBudget(dns, Thread::startVirtualThread, budget);
        private final List<Target> targets = new ArrayList<>();
        private @Nullable Trouble passing;
        private @Nullable Trouble permanent;

        Search(Delivery delivery, Manner manner) {
            this.delivery = delivery;
            this.manner = manner;
        }

        Hops result() {
            if (!targets.isEmpty()) {
                return new Found(dead.last(List.copyOf(targets)), Optional.ofNullable(passing));
            }
            Trouble trouble = passing != null ? passing : permanent;
            if (trouble == null) {
                throw new IllegalStateException("nothing was tried");
            }
            return new None(trouble);
        }

        void prepare(List<Route.Host> hosts) {
            asking.prepare(
                    hosts.stream()
                            .filter(host -> !host.lookUpMx())
                            .map(Route.Host::name)
                            .limit(SmtpCourier.MOST_HOSTS)
                            .toList());
        }

        void fixed(Route.Host host) throws InterruptedException {
            if (host.lookUpMx()) {
                mx(host.name(), host.port());
            } else if (!isFull()) {
                targets.addAll(addresses(host.name(), host.port()));
            }
            if (permanent != null) {
                passing = permanent.asPassing();
            }
        }

        void mx(Domain domain, int port) throws InterruptedException {
            if (isFull()) {
                return;
            }
            if (domain.isAddressLiteral()) {
                implicit(domain, port);
                return;
            }
            switch (asking.mx(domain)) {
                case Answer.Found<MailExchanger>(List<MailExchanger> records, _, _) ->
                        exchangers(domain, records, port);
                case Answer.NoData<MailExchanger> _ -> implicit(domain, port);
                case Answer.NoSuchName<MailExchanger> _ ->
                        never(domain, 1, 2, "domain does not exist");
                case Answer.TemporaryFailure<MailExchanger>(String reason) ->
                        notNow(domain, reason);
            }
        }

        private void implicit(Domain domain, int port) throws InterruptedException {
            List<Target> found = addresses(domain, port);
            if (found.stream().anyMatch(this::isOwn) || own.isNamed(domain)) {
                never(domain, 4, 6, "mail for " + domain + " loops back to this gateway");
            } else {
                targets.addAll(found);
            }
        }

        private void exchangers(Domain domain, List<MailExchanger> records, int port)
                throws InterruptedException {
            if (records.size() == 1
                    && records.getFirst().host().isEmpty()
                    && records.getFirst().preference() == 0) {
                never(domain, 1, 10, "domain takes no mail (null MX)");
                return;
            }
            TreeMap<Integer, List<Domain>> byPreference = new TreeMap<>();
            for (MailExchanger record : records) {
                record.host()
                        .ifPresent(host ->
                                byPreference
                                        .computeIfAbsent(
                                                record.preference(), _ -> new ArrayList<>())
                                        .add(host));
            }
            if (byPreference.isEmpty()) {
                notNow(domain, "no MX record names a host");
                return;
            }
            asking.prepare(
                    byPreference.values().stream()
                            .flatMap(List::stream)
                            .limit(SmtpCourier.MOST_HOSTS)
                            .toList());
            boolean anyBefore = false;
            for (List<Domain> equals : byPreference.values()) {
                if (isFull()) {
                    return;
                }
                List<Target> found = group(equals, port);
                if (found.stream().anyMatch(this::isOwn)
                        || equals.stream().anyMatch(own::isNamed)) {
                    if (!anyBefore) {
                        never(domain, 4, 6, "mail for " + domain + " loops back to this gateway");
                    }
                    return; // only hosts nearer to the destination than ourselves count
                }
                targets.addAll(found);
                anyBefore = true;
            }
        }

        private List<Target> group(List<Domain> hosts, int port) throws InterruptedException {
            List<Domain> order = new ArrayList<>(hosts);
            Collections.shuffle(order, Random.from(random));
            List<Target> found = new ArrayList<>();
            for (Domain host : order) {
                found.addAll(addresses(host, port));
            }
            return found;
        }

        private List<Target> addresses(Domain host, int port) throws InterruptedException {
            Optional<InetAddress> literal = host.address();
            if (literal.isPresent()) {
                return List.of(new Target(host.name(), literal.get(), port, manner));
            }
            asking.prepare(List.of(host));
            List<InetAddress> found = new ArrayList<>();
            boolean known = true;
            for (boolean four : new boolean[] {delivery.ipv4First(), !delivery.ipv4First()}) {
                known &=
                        four
                                ? collect(host, asking.a(host), found)
                                : collect(host, asking.aaaa(host), found);
            }
            if (found.isEmpty() && known) {
                never(host, 4, 4, "host has no address");
            }
            return found.stream()
                    .map(address -> new Target(host.name(), address, port, manner))
                    .toList();
        }

        /** {@return whether DNS gave a definite answer} */
        private <A extends InetAddress> boolean collect(
                Domain host, Answer<A> answer, List<InetAddress> into) {
            if (answer instanceof Answer.TemporaryFailure<A>(String reason)) {
                notNow(host, reason);
                return false;
            }
            List<A> addresses = new ArrayList<>(answer.found());
            Collections.shuffle(addresses, Random.from(random));
            into.addAll(addresses);
            return true;
        }

        private boolean isFull() {
            return targets.size() >= SmtpCourier.MOST_HOSTS;
        }

        private boolean isOwn(Target target) {
            return own.listensAt(target.address(), target.port());
        }

        private void notNow(Domain name, String reason) {
            passing = Trouble.passing(hop(name), 4, 3, "DNS look-up of " + name + ": " + reason);
        }

        private void never(Domain name, int subject, int detail, String text) {
            permanent = Trouble.permanent(hop(name), subject, detail, name + ": " + text);
        }

        private HopFacts hop(Domain name) {
            return new HopFacts(name.name(), "", 0, manner.protocol(), Optional.empty());
        }
    }
}
