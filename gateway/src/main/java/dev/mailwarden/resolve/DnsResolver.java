package dev.mailwarden.resolve;

import dev.mailwarden.config.Node;
import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Asks recursive name servers, by UDP and, where an answer was truncated, by TCP.
 *
 * <p>Only an answer that says so means that a name or record does not exist; whatever else happens
 * is a temporary failure. Names are complete: no search list. Answers are cached as long as their
 * TTL says, at most {@link #LONGEST_KEPT}, and at most {@value #MOST_KEPT} of them.
 *
 * <p>Safe for any number of threads.
 */
public final class DnsResolver implements Dns {

    private static final Duration ONE_QUERY = Duration.ofSeconds(3);
    private static final int QUERIES_A_SERVER = 2;
    private static final int MOST_KEPT = 50_000;
    private static final int MOST_ALIASES = 8;
    private static final Duration LONGEST_KEPT = Duration.ofDays(1);
    private static final Duration LONGEST_DENIED = Duration.ofHours(1);

    private final LookupSession session;
    private final Duration limit;

    private DnsResolver(List<InetSocketAddress> servers, Duration oneQuery, Duration limit) {
        List<Resolver> resolvers = servers.stream().<Resolver>map(NameServer::new).toList();
        ExtendedResolver all = new ExtendedResolver(resolvers);
        resolvers.forEach(resolver -> resolver.setTimeout(oneQuery));
        all.setTimeout(limit);
        all.setRetries(QUERIES_A_SERVER);
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(MOST_KEPT);
        cache.setMaxCache((int) LONGEST_KEPT.toSeconds());
        cache.setMaxNCache((int) LONGEST_DENIED.toSeconds());
        this.session =
                LookupSession.builder()
                        .resolver(all)
                        .cache(cache)
                        .maxRedirects(MOST_ALIASES)
                        .build();
        this.limit = limit;
    }

    /**
     * Asks the servers that a node names, the first one first, or those of the operating system's
     * configuration, {@code /etc/resolv.conf}, if it names none.
     */
    public static DnsResolver of(Node.Dns dns) {
        List<InetSocketAddress> servers =
                dns.servers().isEmpty()
                        ? ResolverConfig.getCurrentConfig().servers()
                        : dns.servers();
        Duration oneQuery = ONE_QUERY.compareTo(dns.timeout()) < 0 ? ONE_QUERY : dns.timeout();
        return new DnsResolver(servers, oneQuery, dns.timeout());
    }

    /** The same with other waits. */
    static DnsResolver asking(List<InetSocketAddress> servers, Duration oneQuery, Duration lookUp) {
        return new DnsResolver(servers, oneQuery, lookUp);
    }

    @Override
    public Answer<MailExchanger> mx(Domain domain) throws InterruptedException {
        return lookUp(domain, Type.MX, DnsResolver::mailExchanger);
    }

    @Override
    public Answer<Inet4Address> a(Domain host) throws InterruptedException {
        return lookUp(host, Type.A, rr -> Stream.of((Inet4Address) ((ARecord) rr).getAddress()));
    }

    /** {@inheritDoc} An IPv4-mapped address is no way to reach a host and is left out. */
    @Override
    public Answer<Inet6Address> aaaa(Domain host) throws InterruptedException {
        return lookUp(
                host,
                Type.AAAA,
                rr ->
                        Stream.of(((AAAARecord) rr).getAddress())
                                .filter(Inet6Address.class::isInstance)
                                .map(Inet6Address.class::cast));
    }

    private <R> Answer<R> lookUp(Domain domain, int type, Function<Record, Stream<R>> reader)
            throws InterruptedException {
        CompletableFuture<LookupResult> asked;
        try {
            Name name = Name.fromString(domain.name(), Name.root);
            asked = session.lookupAsync(name, type).toCompletableFuture();
        } catch (TextParseException e) {
            return new Answer.NoSuchName<>(Duration.ZERO, false);
        }
        try {
            return answer(asked.get(limit.toMillis(), TimeUnit.MILLISECONDS), type, reader);
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Answer.TemporaryFailure<>("no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case NoSuchDomainException _ -> new Answer.NoSuchName<>(Duration.ZERO, false);
                case NoSuchRRSetException _ -> new Answer.NoData<>(Duration.ZERO, false);
                case null, default -> new Answer.TemporaryFailure<>(reason(e));
            };
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static <R> Answer<R> answer(
            LookupResult result, int type, Function<Record, Stream<R>> reader) {
        List<Record> records =
                result.getRecords().stream().filter(rr -> rr.getType() == type).toList();
        List<R> read = records.stream().flatMap(reader).toList();
        long ttl = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        Duration kept = Duration.ofSeconds(Math.min(ttl, LONGEST_KEPT.toSeconds()));
        return read.isEmpty()
                ? new Answer.NoData<>(kept, false)
                : new Answer.Found<>(read, kept, false);
    }

    private static Stream<MailExchanger> mailExchanger(Record rr) {
        MXRecord mx = (MXRecord) rr;
        Optional<Domain> host =
                Domain.parse(mx.getTarget().toString(true)).filter(d -> !d.isAddressLiteral());
        return Stream.of(new MailExchanger(mx.getPriority(), host));
    }
}
