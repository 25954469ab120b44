package dev.mailwarden.config;

import dev.mailwarden.config.Section.Empty;
import dev.mailwarden.config.Settings.MailboxFile;
import dev.mailwarden.config.Settings.RecipientList;
import dev.mailwarden.config.Settings.Relay;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The keys under {@code settings.relay:}. */
final class RelaySection {

    private static final int MAX_DOMAINS = 100_000;
    private static final int MAX_NETWORKS = 10_000;

    /** Shorter prefixes would let half the Internet relay (SMTP-5). */
    private static final int SHORTEST_IPV4_PREFIX = 8;

    private static final int SHORTEST_IPV6_PREFIX = 16;

    private static final Domain DOMAIN = new Domain("example.org");

    private static final List<Network> NOT_ROUTED =
            List.of(
                    Addresses.network("fc00::/7").orElseThrow(),
                    Addresses.network("fe80::/10").orElseThrow());

    private static final Section<RecipientList> RECIPIENTS =
            Section.of(keys -> {
                var mailboxes =
                        keys.collection(
                                "mailboxes",
                                ListKind.set(Kinds.MAILBOX, 100_000),
                                Empty.set(example("user")),
                                "Addresses that exist; case does not matter.",
                                RecipientList::mailboxes);
                var file =
                        keys.optional(
                                "file",
                                new RecipientFile(),
                                new MailboxFile(Path.of("/etc/mailwarden/recipients"), Set.of()),
                                "A file with more of them, one a line; # begins a comment. It is"
                                        + " read again by `mailwarden reload`.",
                                RecipientList::file);
                var domains =
                        keys.collection(
                                "domains",
                                ListKind.set(Kinds.DOMAIN, MAX_DOMAINS),
                                Empty.set(DOMAIN),
                                "Local domains in which every address exists.",
                                RecipientList::domains);
                return values ->
                        new RecipientList(
                                values.get(mailboxes), values.get(domains), values.get(file));
            });

    static final Section<Relay> RELAY =
            Section.<Relay>of(
                            keys -> {
                                var localDomains =
                                        keys.collection(
                                                "local-domains",
                                                ListKind.set(Kinds.DOMAIN, MAX_DOMAINS),
                                                Empty.set(DOMAIN),
                                                "Domains whose mail is taken from anyone.",
                                                Relay::localDomains);
                                var localSubdomains =
                                        keys.collection(
                                                "local-subdomains",
                                                ListKind.set(Kinds.DOMAIN, MAX_DOMAINS),
                                                Empty.set(DOMAIN),
                                                "Domains of which every subdomain is local too.",
                                                Relay::localSubdomains);
                                var recipients =
                                        keys.optional(
                                                "recipients",
                                                RECIPIENTS,
                                                new RecipientList(
                                                        Set.of(example("user")), Set.of()),
                                                "The addresses of local domains that exist; without"
                                                        + " this key all of them do.",
                                                Relay::recipients);
                                var trustedNetworks =
                                        keys.collection(
                                                "trusted-networks",
                                                new ListKind<>(Kinds.NETWORK, 0, MAX_NETWORKS),
                                                Empty.list(
                                                        Addresses.network("192.0.2.0/24")
                                                                .orElseThrow()),
                                                "Clients that may send to any domain.",
                                                Relay::trustedNetworks);
                                var postmaster =
                                        keys.optional(
                                                "postmaster",
                                                Kinds.MAILBOX,
                                                example("postmaster"),
                                                "Where mail for <Postmaster> and double bounces"
                                                        + " go.",
                                                Relay::postmaster);
                                return values ->
                                        new Relay(
                                                values.get(localDomains),
                                                values.get(localSubdomains),
                                                values.get(recipients),
                                                values.get(trustedNetworks),
                                                values.get(postmaster));
                            })
                    .check(RelaySection::checkTrust)
                    .check(RelaySection::checkRecipients)
                    .check(RelaySection::checkUse);

    private RelaySection() {}

    private static Mailbox example(String localPart) {
        return new Mailbox(localPart, DOMAIN);
    }

    private static void checkTrust(Relay relay, At at) {
        for (int i = 0; i < relay.trustedNetworks().size(); i++) {
            Network network = relay.trustedNetworks().get(i);
            boolean ipv6 = network.address() instanceof Inet6Address;
            boolean wide = network.prefix() < (ipv6 ? SHORTEST_IPV6_PREFIX : SHORTEST_IPV4_PREFIX);
            if (wide && NOT_ROUTED.stream().noneMatch(own -> within(network, own))) {
                at.key("trusted-networks")
                        .item(i)
                        .error(
                                "would let strangers relay; the prefix must be at least %d"
                                        .formatted(
                                                ipv6
                                                        ? SHORTEST_IPV6_PREFIX
                                                        : SHORTEST_IPV4_PREFIX));
            }
        }
    }

    private static boolean within(Network inner, Network outer) {
        return inner.prefix() >= outer.prefix() && outer.contains(inner.address());
    }

    private static void checkRecipients(Relay relay, At at) {
        if (relay.recipients().isEmpty()) {
            return;
        }
        At here = at.key("recipients");
        RecipientList list = relay.recipients().get();
        list.all()
                .filter(mailbox -> !relay.isLocal(mailbox.domain()))
                .forEach(mailbox ->
                        here.key("mailboxes").error(mailbox + " is not in a local domain"));
        int i = 0;
        for (Domain domain : list.domains()) {
            if (!relay.isLocal(domain)) {
                here.key("domains").item(i).error(domain + " is not a local domain");
            }
            i++;
        }
        if (list.all().findAny().isEmpty() && list.domains().isEmpty()) {
            here.warning("no address exists, so all mail for local domains is refused");
        }
    }

    private static void checkUse(Relay relay, At at) {
        boolean nothingLocal = relay.localDomains().isEmpty() && relay.localSubdomains().isEmpty();
        if (nothingLocal && relay.trustedNetworks().isEmpty()) {
            at.warning("all mail is refused: there are neither local-domains nor trusted-networks");
        }
        if (relay.postmaster().isEmpty() && !nothingLocal) {
            at.warning(
                    "there is no postmaster: mail for <Postmaster> and double bounces go to"
                            + " postmaster at the first local domain");
        }
    }
}
