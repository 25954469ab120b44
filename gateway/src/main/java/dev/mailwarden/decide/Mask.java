package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Domain;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A mask over addresses. What stands after its last {@code @} is about the domain, what stands
 * before it about the local part; without {@code @} it is about the whole address.
 */
sealed interface Mask {

    /** More than any address has. */
    int MAX = 1000;

    /** The mask {@code *}: the only one that also matches the null reverse-path. */
    record Everything() implements Mask {}

    /** One address. */
    record One(String key) implements Mask {}

    /** All addresses of a domain. */
    record OfDomain(String domain) implements Mask {}

    /** All addresses of the domains below one, but not of itself. */
    record BelowDomain(String domain) implements Mask {}

    /** Local part and domain each by a mask. */
    record Split(Glob local, Glob domain) implements Mask {}

    /** A mask without {@code @}. */
    record Whole(Glob address) implements Mask {}

    /**
     * Reads a mask; a domain in it may be in A-labels or in U-labels.
     *
     * @throws IllegalArgumentException if no address can match; the message says why
     */
    static Mask of(String text) {
        if (text.isBlank() || text.length() > MAX) {
            throw new IllegalArgumentException("a mask has 1 to " + MAX + " characters");
        }
        String folded = new Glob(Spelling.folded(text.strip())).text();
        int at = folded.lastIndexOf('@');
        if (at < 0) {
            return whole(new Glob(folded));
        }
        return split(new Glob(folded.substring(0, at)), new Glob(folded.substring(at + 1)));
    }

    private static Mask whole(Glob glob) {
        if (glob.isLiteral()) {
            throw new IllegalArgumentException("there is neither @ nor * in it");
        }
        return glob.isAnything() ? new Everything() : new Whole(glob);
    }

    private static Mask split(Glob local, Glob domain) {
        if (local.text().isEmpty() || domain.text().isEmpty()) {
            throw new IllegalArgumentException("something must stand on both sides of @");
        }
        if (domain.isLiteral()) {
            String name =
                    Domain.parse(domain.text())
                            .map(Domain::name)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "no domain is called " + domain.text()));
            return local.isAnything()
                    ? new OfDomain(name)
                    : local.isLiteral()
                            ? new One(local.text() + "@" + name)
                            : new Split(local, new Glob(name));
        }
        return local.isAnything()
                ? below(domain).orElseGet(() -> new Split(local, domain))
                : new Split(local, domain);
    }

    private static Optional<Mask> below(Glob domain) {
        if (!domain.text().startsWith("*.")) {
            return Optional.empty();
        }
        var rest = new Glob(domain.text().substring(2));
        return rest.isLiteral()
                ? Domain.parse(rest.text())
                        .filter(name -> !name.isAddressLiteral())
                        .map(name -> new BelowDomain(name.name()))
                : Optional.empty();
    }

    default boolean matches(Spelling address) {
        return switch (this) {
            case Everything() -> true;
            case One(String key) -> key.equals(address.key());
            case OfDomain(String domain) -> domain.equals(address.domain());
            case BelowDomain(String domain) -> address.domain().endsWith("." + domain);
            case Split(Glob local, Glob domain) ->
                    local.matches(address.local())
                            && address.domains().stream().anyMatch(domain::matches);
            case Whole(Glob whole) -> address.texts().stream().anyMatch(whole::matches);
        };
    }

    /** {@return pieces without wildcards, each of which stands in every address that matches} */
    default Stream<String> literals() {
        return switch (this) {
            case Split(Glob local, Glob domain) ->
                    Stream.of(local.text(), domain.text()).flatMap(Mask::pieces);
            case Whole(Glob whole) -> pieces(whole.text());
            case Everything(), One(_), OfDomain(_), BelowDomain(_) -> Stream.empty();
        };
    }

    private static Stream<String> pieces(String glob) {
        return Arrays.stream(glob.split("[*?]", -1)).filter(piece -> !piece.isEmpty());
    }
}
