package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route.Rank;
import java.util.List;
import java.util.Optional;

/**
 * The next hops of a route: texts in order of preference, or keys with priority and weight. What
 * the two would mean together nobody can guess, so they are not mixed.
 */
final class NextHopsKind implements Kind<List<NextHop>> {

    static final Domain EXAMPLE = new Domain("inner.example.org");

    private static final int MOST = 32;

    private static final Kind<NextHop> TEXT =
            new ScalarKind<>(
                    "a host name or IP address, with a port where it is not the usual one, such as"
                            + " inner.example.org:2525 or \"[2001:db8::1]:25\"",
                    Addresses::nextHop,
                    Addresses::format);

    private static final Section<NextHop> KEYS =
            Section.of(keys -> {
                var host =
                        keys.required(
                                "host",
                                Kinds.HOST_NAME,
                                EXAMPLE,
                                "Name or address.",
                                NextHop::name);
                var port =
                        keys.optional(
                                "port",
                                Kinds.number(1, 65_535),
                                2525,
                                "Its port; without this key 25, with LMTP 24.",
                                NextHop::port);
                var priority =
                        keys.key(
                                "priority",
                                Kinds.number(0, Rank.MOST),
                                0,
                                "Hosts of a lower priority are tried first.",
                                hop -> hop.rank().map(Rank::priority).orElse(0));
                var weight =
                        keys.key(
                                "weight",
                                Kinds.number(0, Rank.MOST),
                                1,
                                "How often it comes first, in proportion to the weights of the"
                                        + " hosts of equal priority.",
                                hop -> hop.rank().map(Rank::weight).orElse(1));
                return values ->
                        new NextHop(
                                values.get(host),
                                values.get(port),
                                Optional.of(new Rank(values.get(priority), values.get(weight))));
            });

    private static final Kind<NextHop> EITHER =
            new Kind<>() {
                @Override
                public Optional<NextHop> read(Tree tree, At at) {
                    return tree instanceof Tree.Fields ? KEYS.read(tree, at) : TEXT.read(tree, at);
                }

                @Override
                public Tree write(NextHop hop) {
                    return hop.rank().isPresent() ? KEYS.write(hop) : TEXT.write(hop);
                }

                @Override
                public String allowed() {
                    return TEXT.allowed() + ", or " + KEYS.allowed();
                }

                @Override
                public Optional<Section<?>> section() {
                    return Optional.of(KEYS);
                }
            };

    private final ListKind<NextHop> list = new ListKind<>(EITHER, 1, MOST);

    @Override
    public Optional<List<NextHop>> read(Tree tree, At at) {
        Optional<List<NextHop>> read = list.read(tree, at);
        if (read.isEmpty()) {
            return read;
        }
        long ranked = read.get().stream().filter(hop -> hop.rank().isPresent()).count();
        if (ranked > 0 && ranked < read.get().size()) {
            at.error("either all hosts have keys, or all are texts in order of preference");
            return Optional.empty();
        }
        return read;
    }

    @Override
    public Tree write(List<NextHop> hops) {
        return list.write(hops);
    }

    @Override
    public String allowed() {
        return list.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return list.section();
    }
}
