package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Network;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Lists.Entry;
import dev.mailwarden.policy.Lists.Identity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** An entry of a list: a sender alone, or keys. */
final class EntryKind implements Kind<Entry> {

    static final EntryKind KIND = new EntryKind();

    private static final Kind<Identity> IDENTITY =
            new ScalarKind<>(
                    "the client's network such as 192.0.2.0/24, or a domain that SPF or DKIM"
                            + " vouches for",
                    EntryKind::identity,
                    EntryKind::format);

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final Kind<Instant> MOMENT =
            new ScalarKind<>(
                    "a day such as 2030-12-31, or a moment such as 2030-12-31T18:00:00Z, to the"
                            + " millisecond",
                    EntryKind::moment,
                    Instant::toString);

    private static final Section<Entry> KEYS =
            Section.of(keys -> {
                var sender =
                        keys.required(
                                "sender",
                                CriterionKind.SENDER,
                                new Criterion.Mask("*@example.net"),
                                "Whom it is about.",
                                Entry::sender);
                var recipients =
                        keys.usual(
                                "recipients",
                                CriterionKind.RECIPIENTS,
                                Criteria.EVERYTHING,
                                "Whom it holds for.",
                                Entry::recipients);
                var bound =
                        keys.optional(
                                "bound",
                                IDENTITY,
                                new Identity.Authenticated("example.net"),
                                "What must vouch for the sender of an allow entry.",
                                Entry::bound);
                var comment =
                        keys.usual(
                                "comment", Phrases.DESCRIPTION, "", "For people.", Entry::comment);
                var author =
                        keys.usual(
                                "author", Phrases.DESCRIPTION, "", "Who added it.", Entry::author);
                var expires =
                        keys.optional(
                                "expires",
                                MOMENT,
                                Instant.parse("2030-12-31T00:00:00Z"),
                                "When it ends; a day ends it at its beginning, in UTC.",
                                Entry::expires);
                return values ->
                        new Entry(
                                values.get(sender),
                                values.get(recipients),
                                values.get(bound),
                                values.get(comment),
                                values.get(author),
                                values.get(expires));
            });

    private EntryKind() {}

    /** An entry of which there is nothing more to say. */
    static Entry plain(Criterion sender) {
        return new Entry(sender, Criteria.EVERYTHING, Optional.empty(), "", "", Optional.empty());
    }

    @Override
    public Optional<Entry> read(Tree tree, At at) {
        return tree instanceof Tree.Fields
                ? KEYS.read(tree, at)
                : CriterionKind.SENDER.read(tree, at).map(EntryKind::plain);
    }

    @Override
    public Tree write(Entry value) {
        return value.equals(plain(value.sender()))
                ? CriterionKind.SENDER.write(value.sender())
                : KEYS.write(value);
    }

    @Override
    public String allowed() {
        return CriterionKind.SENDER.allowed() + "; or " + KEYS.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return Optional.of(KEYS);
    }

    static Optional<Identity> identity(String text) {
        Optional<Network> network = Addresses.network(text);
        return network.isPresent()
                ? network.map(Identity.Client::new)
                : Domain.parse(text)
                        .filter(domain -> !domain.isAddressLiteral())
                        .map(domain -> new Identity.Authenticated(domain.name()));
    }

    static String format(Identity identity) {
        return switch (identity) {
            case Identity.Client(Network network) -> Kinds.format(network);
            case Identity.Authenticated(String domain) -> domain;
        };
    }

    /** As the store keeps it: neither finer nor further away. */
    private static Optional<Instant> moment(String text) {
        try {
            Instant moment =
                    text.length() == "2030-12-31".length()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : Instant.parse(text);
            return Optional.of(moment)
                    .filter(m -> m.isBefore(LAST))
                    .filter(m -> m.isAfter(Instant.EPOCH))
                    .filter(m -> m.equals(m.truncatedTo(ChronoUnit.MILLIS)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
