package dev.mailwarden.policy;

import dev.mailwarden.message.Network;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The global lists, looked at before rules (LIST-0): deny refuses, allow switches off what looks
 * for spam.
 */
public record Lists(List<Entry> deny, List<Entry> allow) {

    public static final Lists EMPTY = new Lists(List.of(), List.of());

    /**
     * One entry (LIST-1).
     *
     * @param sender whom it is about
     * @param recipients whom it holds for
     * @param bound what must vouch for the sender; an allow entry without it lets in whoever uses
     *     the name
     * @param expires when it ends
     */
    public record Entry(
            Criterion sender,
            Criteria recipients,
            Optional<Identity> bound,
            String comment,
            String author,
            Optional<Instant> expires) {}

    /** What vouches for a sender. */
    public sealed interface Identity {

        /** The client's network. */
        record Client(Network network) implements Identity {}

        /** A domain for which SPF or an aligned DKIM signature passed. */
        record Authenticated(String domain) implements Identity {}
    }

    public Lists {
        deny = List.copyOf(deny);
        allow = List.copyOf(allow);
    }
}
