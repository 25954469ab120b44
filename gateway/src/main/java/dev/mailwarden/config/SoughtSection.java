package dev.mailwarden.config;

import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Condition.Patterns;
import dev.mailwarden.policy.Condition.Place;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The keys of what conditions look for. */
final class SoughtSection {

    private static final int MOST = 10_000;

    /** The id of a file type or of a category of them. */
    static final Kind<String> TYPE_ID =
            Kinds.text(
                    "the id of a file type or of a category, such as pdf or executables, or"
                            + " unknown",
                    Pattern.compile("[a-z0-9][a-z0-9.+-]{0,63}"));

    /** What is looked for in a text, wherever that stands. */
    record Sought(boolean among, Patterns patterns) {

        static Sought of(Condition.Text text) {
            return new Sought(text.among(), text.patterns());
        }

        Condition in(Place place) {
            return new Condition.Text(place, "", among, patterns);
        }
    }

    static final Sought EXAMPLE =
            new Sought(
                    true,
                    new Patterns(
                            List.of("strictly confidential"), List.of(), List.of(), List.of()));

    static final Condition.Text EXAMPLE_HEADER =
            new Condition.Text(Place.HEADER, "X-Mailer", true, EXAMPLE.patterns());

    static final Condition.Type EXAMPLE_TYPE =
            new Condition.Type(true, List.of("executables"), List.of(), true);

    static final Section<Sought> SOUGHT =
            Section.<Sought>of(
                            keys -> {
                                var among = among(keys, Sought::among);
                                var patterns = patterns(keys, Sought::patterns);
                                return values ->
                                        new Sought(values.get(among), patterns.apply(values));
                            })
                    .check((sought, at) -> checkPatterns(sought.patterns(), at));

    static final Section<Condition.Text> HEADER =
            Section.<Condition.Text>of(
                            keys -> {
                                var name =
                                        keys.required(
                                                "name",
                                                HeadersSection.NAME,
                                                EXAMPLE_HEADER.header(),
                                                "The field's name, case aside.",
                                                Condition.Text::header);
                                var among = among(keys, Condition.Text::among);
                                var patterns = patterns(keys, Condition.Text::patterns);
                                return values ->
                                        new Condition.Text(
                                                Place.HEADER,
                                                values.get(name),
                                                values.get(among),
                                                patterns.apply(values));
                            })
                    .check((sought, at) -> checkPatterns(sought.patterns(), at));

    static final Section<Condition.Type> TYPE =
            Section.<Condition.Type>of(
                            keys -> {
                                var among = among(keys, Condition.Type::among);
                                var types =
                                        keys.collection(
                                                "types",
                                                new ListKind<>(TYPE_ID, 0, 1_000),
                                                Section.Empty.list("executables"),
                                                "File types and categories.",
                                                Condition.Type::types);
                                var dictionaries = dictionaries(keys, Condition.Type::dictionaries);
                                var inside =
                                        keys.usual(
                                                "inside",
                                                Kinds.FLAG,
                                                true,
                                                "Whether what is in archives and other containers"
                                                        + " counts too.",
                                                Condition.Type::inside);
                                return values ->
                                        new Condition.Type(
                                                values.get(among),
                                                values.get(types),
                                                values.get(dictionaries),
                                                values.get(inside));
                            })
                    .check((type, at) -> {
                        if (type.types().isEmpty() && type.dictionaries().isEmpty()) {
                            at.error("looks for nothing; it needs types or dictionaries");
                        }
                    });

    private SoughtSection() {}

    private static <R> Key<R, Boolean> among(Section<R> keys, Function<R, Boolean> getter) {
        return keys.usual(
                "among",
                Kinds.FLAG,
                true,
                "Whether it must be one of these, rather than none of them.",
                getter);
    }

    private static <R> Key<R, List<String>> dictionaries(
            Section<R> keys, Function<R, List<String>> getter) {
        return keys.collection(
                "dictionaries",
                new ListKind<>(Phrases.NAME, 0, 1_000),
                Section.Empty.list("Secret words"),
                "Names of dictionaries with more of them.",
                getter);
    }

    private static <R> Function<Section.Values<R>, Patterns> patterns(
            Section<R> keys, Function<R, Patterns> getter) {
        var values = values(keys, MOST, getter);
        var dictionaries = dictionaries(keys, getter.andThen(Patterns::dictionaries));
        return read -> {
            Patterns own = values.apply(read);
            return new Patterns(
                    own.texts(), own.masks(), own.expressions(), read.get(dictionaries));
        };
    }

    /** The keys for patterns that stand here, not in dictionaries. */
    static <R> Function<Section.Values<R>, Patterns> values(
            Section<R> keys, int most, Function<R, Patterns> getter) {
        var texts =
                keys.collection(
                        "texts",
                        new ListKind<>(Phrases.SOUGHT, 0, most, false),
                        Section.Empty.list("strictly confidential"),
                        "Found anywhere, case aside.",
                        getter.andThen(Patterns::texts));
        var masks =
                keys.collection(
                        "masks",
                        new ListKind<>(Phrases.MASK, 0, most, false),
                        Section.Empty.list("*.exe"),
                        "Must match the whole.",
                        getter.andThen(Patterns::masks));
        var expressions =
                keys.collection(
                        "expressions",
                        new ListKind<>(Phrases.EXPRESSION, 0, most, false),
                        Section.Empty.list("project\\s+\\d+"),
                        "Found anywhere, case aside.",
                        getter.andThen(Patterns::expressions));
        return read ->
                new Patterns(read.get(texts), read.get(masks), read.get(expressions), List.of());
    }

    private static void checkPatterns(Patterns patterns, At at) {
        if (patterns.dictionaries().isEmpty() && isEmpty(patterns)) {
            at.error("looks for nothing; it needs texts, masks, expressions or dictionaries");
        }
    }

    /** Whether nothing stands here itself. */
    static boolean isEmpty(Patterns patterns) {
        return patterns.texts().isEmpty()
                && patterns.masks().isEmpty()
                && patterns.expressions().isEmpty();
    }
}
