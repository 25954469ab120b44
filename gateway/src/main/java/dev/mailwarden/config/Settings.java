package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Arrival.Origin;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Route;
import dev.mailwarden.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that may change while running: one immutable snapshot.
 *
 * @param relay who may send where (SMTP-5)
 * @param verification which senders and recipients are looked into (SMTP-6)
 * @param limits bounds of the SMTP edge (SMTP-4)
 * @param listenerLimits what is different on single listeners
 * @param routes the transport map (OUT-1); the most specific entry wins
 * @param delivery how mail is sent on (OUT-1, OUT-2)
 * @param queue when deferred mail is tried again and given up (QUEUE-4)
 * @param bounce who is told of failures and delays (QUEUE-4, ACT-7)
 * @param overload when mail is answered 4xx early (SMTP-8)
 * @param logs how much of the logs is kept
 * @param stores how much is kept of mail, apart from the queue
 * @param policy what is decided about messages; its parts are keys beside the others
 */
public record Settings(
        Relay relay,
        Verification verification,
        Limits limits,
        List<ListenerLimits> listenerLimits,
        Routes routes,
        Delivery delivery,
        Queue queue,
        Bounce bounce,
        Overload overload,
        Logs logs,
        Stores stores,
        Policy policy) {

    public Settings {
        listenerLimits = List.copyOf(listenerLimits);
    }

    /** Keeps the order of the file, so that what is written back reads the same. */
    private static <T> Set<T> copyOf(Set<T> set) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }

    /**
     * Who may send where.
     *
     * @param localDomains mail for them is taken from anyone; address literals are not allowed
     * @param localSubdomains domains whose subdomains are local too
     * @param recipients how the mailboxes of local domains are known; absent: every mailbox exists
     * @param trustedNetworks clients that may send to any domain
     * @param postmaster where mail for {@code <Postmaster>} and double bounces goes
     */
    public record Relay(
            Set<Domain> localDomains,
            Set<Domain> localSubdomains,
            Optional<RecipientList> recipients,
            List<Network> trustedNetworks,
            Optional<Mailbox> postmaster) {

        public Relay {
            localDomains = copyOf(localDomains);
            localSubdomains = copyOf(localSubdomains);
            trustedNetworks = List.copyOf(trustedNetworks);
        }

        /**
         * {@return where mail for {@code <Postmaster>} goes (RFC 5321 §4.5.1): as set, or the first
         * local domain by name; empty if there is none}
         */
        public Optional<Mailbox> postmasterOfSite() {
            return postmaster.or(() ->
                    localDomains.stream()
                            .min(Domain::compareTo)
                            .map(domain -> new Mailbox("postmaster", domain)));
        }

        /** Whether mail for a domain is taken from anyone. */
        public boolean isLocal(Domain domain) {
            if (localDomains.contains(domain)) {
                return true;
            }
            String name = domain.name();
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                String above = name.substring(dot + 1);
                if (!domain.isAddressLiteral()
                        && !above.isEmpty()
                        && localSubdomains.contains(new Domain(above))) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The mailboxes that exist.
     *
     * @param mailboxes with local parts in lower case ({@link Locale#ROOT}): they are compared
     *     without regard to case
     * @param domains local domains in which every mailbox exists
     * @param file more mailboxes, in a file of their own
     */
    public record RecipientList(
            Set<Mailbox> mailboxes, Set<Domain> domains, Optional<MailboxFile> file) {

        public RecipientList {
            mailboxes = lowerCase(mailboxes);
            domains = copyOf(domains);
        }

        /** Without a file. */
        public RecipientList(Set<Mailbox> mailboxes, Set<Domain> domains) {
            this(mailboxes, domains, Optional.empty());
        }

        /** {@return the mailboxes of both, which may be there twice} */
        public Stream<Mailbox> all() {
            return Stream.concat(
                    mailboxes.stream(), file.stream().flatMap(f -> f.mailboxes().stream()));
        }

        /** Whether a mailbox of a local domain exists. */
        public boolean contains(Mailbox mailbox) {
            Mailbox known = lowerCase(mailbox);
            return domains.contains(mailbox.domain())
                    || mailboxes.contains(known)
                    || file.filter(f -> f.mailboxes().contains(known)).isPresent();
        }

        private static Set<Mailbox> lowerCase(Set<Mailbox> mailboxes) {
            Set<Mailbox> lower = LinkedHashSet.newLinkedHashSet(mailboxes.size());
            mailboxes.forEach(mailbox -> lower.add(lowerCase(mailbox)));
            return Collections.unmodifiableSet(lower);
        }

        private static Mailbox lowerCase(Mailbox mailbox) {
            return new Mailbox(mailbox.localPart().toLowerCase(Locale.ROOT), mailbox.domain());
        }
    }

    /**
     * A file of mailboxes, and what was in it when it was read.
     *
     * @param mailboxes with local parts in lower case
     */
    public record MailboxFile(Path path, Set<Mailbox> mailboxes) {

        public MailboxFile {
            mailboxes = RecipientList.lowerCase(mailboxes);
        }
    }

    /**
     * Bounds of the SMTP edge.
     *
     * @param messageOctets 20,971,520 by default; announced as SIZE
     * @param headerOctets 1 MiB by default
     * @param recipients of one transaction, 1,000 by default
     * @param transactions of one session, 1,000 by default
     * @param hops Received fields, 50 by default
     * @param connections open at once in all, 10,000 by default
     * @param connectionsPerClient open at once from one address, 50 by default
     * @param connectionsPerMinute new ones from one address, 0 for no limit
     * @param messagesPerMinute accepted ones from one address, 0 for no limit
     * @param failedLogInsPerMinute from one address, after which none is tried any more, 10 by
     *     default, 0 for no limit
     * @param idle longest wait for a command, 5 minutes by default (RFC 5321 §4.5.3.2.7)
     * @param idleUnderLoad the same on an MX listener in overload, and the time to get going with a
     *     message; 10 s by default
     * @param dataOctetsPerSecond slowest acceptable rate of a message, averaged, 100 by default
     * @param errors 5yz replies after which a session is closed with 421, 20 by default
     * @param greeting words after the host name and ESMTP in the 220
     * @param greetingDelay before the 220, none by default
     * @param errorDelay before the reply to a refused command, after the first few of a session;
     *     none by default
     */
    public record Limits(
            long messageOctets,
            int headerOctets,
            int recipients,
            int transactions,
            int hops,
            int connections,
            int connectionsPerClient,
            int connectionsPerMinute,
            int messagesPerMinute,
            int failedLogInsPerMinute,
            Duration idle,
            Duration idleUnderLoad,
            int dataOctetsPerSecond,
            int errors,
            String greeting,
            Duration greetingDelay,
            Duration errorDelay) {}

    /**
     * What is different on one listener; what is empty is as everywhere.
     *
     * @param listener its name
     */
    public record ListenerLimits(
            String listener,
            Optional<Long> messageOctets,
            Optional<Integer> recipients,
            Optional<Integer> connectionsPerClient,
            Optional<Integer> connectionsPerMinute,
            Optional<Integer> messagesPerMinute,
            Optional<Duration> idle,
            Optional<Duration> greetingDelay) {

        private Limits over(Limits limits) {
            return new Limits(
                    messageOctets.orElse(limits.messageOctets()),
                    limits.headerOctets(),
                    recipients.orElse(limits.recipients()),
                    limits.transactions(),
                    limits.hops(),
                    limits.connections(),
                    connectionsPerClient.orElse(limits.connectionsPerClient()),
                    connectionsPerMinute.orElse(limits.connectionsPerMinute()),
                    messagesPerMinute.orElse(limits.messagesPerMinute()),
                    limits.failedLogInsPerMinute(),
                    idle.orElse(limits.idle()),
                    limits.idleUnderLoad(),
                    limits.dataOctetsPerSecond(),
                    limits.errors(),
                    limits.greeting(),
                    greetingDelay.orElse(limits.greetingDelay()),
                    limits.errorDelay());
        }
    }

    /** {@return the limits on one listener} */
    public Limits limitsOf(String listener) {
        for (ListenerLimits own : listenerLimits) {
            if (own.listener().equals(listener)) {
                return own.over(limits);
            }
        }
        return limits;
    }

    /** Whether a listener has limits of its own; then it counts its clients by itself. */
    public boolean hasOwnLimits(String listener) {
        return listenerLimits.stream().anyMatch(own -> own.listener().equals(listener));
    }

    /**
     * The transport map.
     *
     * @param entries tried from the most specific: address, domain, subdomain
     * @param relayHost for everything else; absent: by MX
     */
    public record Routes(List<RouteEntry> entries, Optional<Route.Fixed> relayHost) {

        public Routes {
            entries = List.copyOf(entries);
        }
    }

    /** One line of the transport map. */
    public record RouteEntry(RoutePattern pattern, Route.Fixed route) {}

    /** What a transport map entry matches. */
    public sealed interface RoutePattern {

        /** One mailbox. */
        record Address(Mailbox mailbox) implements RoutePattern {}

        /** One domain. */
        record Exactly(Domain domain) implements RoutePattern {}

        /** Every domain below one, written {@code .example.org}. */
        record Below(Domain domain) implements RoutePattern {}
    }

    /**
     * How mail is sent on.
     *
     * @param tls policy for routes by MX
     * @param tlsByDomain policy for single recipient domains by MX
     * @param ipv4First whether IPv4 addresses are tried before IPv6
     * @param sourceAddresses local addresses to send from, at most one of a family is used
     * @param connectionsPerRoute deliveries at once on one route, 20 by default
     * @param connections deliveries at once in all, 200 by default
     * @param messagesPerConnection after which a connection is closed, 1,000 by default
     * @param idle how long an unused connection is kept, 5 s by default
     * @param port for routes by MX, 25 except in tests
     * @param downgradeEightBit what is done with 8-bit mail for a hop without 8BITMIME
     */
    public record Delivery(
            Route.TlsPolicy tls,
            List<DomainTls> tlsByDomain,
            boolean ipv4First,
            List<String> sourceAddresses,
            int connectionsPerRoute,
            int connections,
            int messagesPerConnection,
            Duration idle,
            int port,
            EightBit downgradeEightBit,
            Timeouts timeouts) {

        public Delivery {
            tlsByDomain = List.copyOf(tlsByDomain);
            sourceAddresses = List.copyOf(sourceAddresses);
        }

        /** The same with other waits. */
        public Delivery with(Timeouts other) {
            return new Delivery(
                    tls,
                    tlsByDomain,
                    ipv4First,
                    sourceAddresses,
                    connectionsPerRoute,
                    connections,
                    messagesPerConnection,
                    idle,
                    port,
                    downgradeEightBit,
                    other);
        }
    }

    /** The TLS policy of one recipient domain. */
    public record DomainTls(Domain domain, Route.TlsPolicy tls) {}

    /** What is done with 8-bit mail for a hop without 8BITMIME. */
    public enum EightBit {
        /** Sent as it is: nearly every server takes it. */
        SEND,
        /** Bounced with 5.6.3. */
        BOUNCE
    }

    /**
     * Waits of the SMTP client, RFC 5321 §4.5.3.2 by default.
     *
     * @param connect 30 s
     * @param greeting 5 min
     * @param command EHLO, STARTTLS, RSET, QUIT: 5 min
     * @param mail 5 min
     * @param rcpt 5 min
     * @param dataStart 2 min
     * @param dataBlock 3 min
     * @param dataEnd 10 min
     */
    public record Timeouts(
            Duration connect,
            Duration greeting,
            Duration command,
            Duration mail,
            Duration rcpt,
            Duration dataStart,
            Duration dataBlock,
            Duration dataEnd) {}

    /**
     * When deferred mail is tried again and given up.
     *
     * @param firstRetry 15 min by default
     * @param longestRetry 4 h by default
     * @param lifetime 3 days by default
     * @param bounceLifetime 1 day by default, for the null reverse-path
     * @param deadRoutePause 60 s by default: before a route that could not be reached is tried
     *     again by any message
     */
    public record Queue(
            Duration firstRetry,
            Duration longestRetry,
            Duration lifetime,
            Duration bounceLifetime,
            Duration deadRoutePause) {}

    /**
     * Who is told of failures and delays.
     *
     * @param outside what becomes of failed mail whose sender may be forged
     * @param heldLifetime age at which such mail is removed, 30 days by default
     * @param delayWarnings who is told that mail is late
     * @param delayAfter age at which it is, 4 h by default
     */
    public record Bounce(
            Outside outside,
            Duration heldLifetime,
            DelayWarnings delayWarnings,
            Duration delayAfter) {

        /** Whether a sender is told of anything: it is who it says, or whoever it is. */
        public boolean tells(Origin origin) {
            return origin == Origin.INSIDE || outside == Outside.SEND;
        }
    }

    /** What becomes of failed mail from clients outside. */
    public enum Outside {
        /** It is held, and the postmaster is told. */
        HOLD,
        /** The sender is told, whoever that is. */
        SEND
    }

    /** Who is told that mail is late. */
    public enum DelayWarnings {
        NEVER,
        /** Senders that asked for it with NOTIFY=DELAY (RFC 3461 §4.1). */
        ASKED,
        /** Also senders that gave no NOTIFY. */
        ALWAYS
    }

    /**
     * When mail is answered 4xx early.
     *
     * @param freeDiskPercent kept free on the spool's volume, 10 by default
     * @param freeInodes kept free on the spool's volume, 1,000 by default
     * @param queuedMessages 2,000,000 by default
     */
    public record Overload(int freeDiskPercent, long freeInodes, long queuedMessages) {}

    /**
     * How much of the logs is kept; the oldest go first.
     *
     * @param eventOctets 1 GiB by default (DATA-4)
     * @param eventAge 3 days by default (DATA-4)
     * @param transferOctets 23 GB by default (DATA-8)
     * @param messagesOctets of the log for people, 23 GB by default (DATA-7)
     * @param importantOctets of its warnings and errors, 500 MB by default (DATA-7)
     */
    public record Logs(
            long eventOctets,
            Duration eventAge,
            long transferOctets,
            long messagesOctets,
            long importantOctets) {}

    /** How much is kept of mail, apart from the queue. */
    public record Stores(Backup backup, Quarantine quarantine) {

        /** What is kept where nothing is said of it. */
        public static final Stores DEFAULT =
                new Stores(
                        new Backup(7_000_000_000L, 10_000_000),
                        new Quarantine(
                                7_000_000_000L, 1_000_000, Duration.ofDays(30), Kept.Way.DELETE));
    }

    /**
     * The limits of Backup (DATA-11); the oldest copies go first.
     *
     * @param octets on the disk, 7 GB by default
     * @param messages 10,000,000 by default
     */
    public record Backup(long octets, long messages) {}

    /**
     * The limits of the quarantine (DATA-22), from which nothing goes for want of room.
     *
     * @param octets on the disk, 7 GB by default
     * @param messages 1,000,000 by default
     * @param age at which an entry ends, 30 days by default
     * @param end what becomes of it then
     */
    public record Quarantine(long octets, long messages, Duration age, Kept.Way end) {}
}
