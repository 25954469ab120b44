package dev.mailwarden.config;

import dev.mailwarden.config.NamedKind.Named;
import dev.mailwarden.policy.Condition.Patterns;
import dev.mailwarden.policy.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a dictionary (CF-3): texts, masks and expressions, or file types. */
final class DictionarySection implements Kind<Named<Dictionary>> {

    private static final int MOST = 100_000;
    private static final Patterns NO_PATTERNS =
            new Patterns(List.of(), List.of(), List.of(), List.of());

    static final Kind<Map<String, Dictionary>> DICTIONARIES =
            new NamedKind<>(new DictionarySection());

    static final Map<String, Dictionary> EXAMPLE =
            Map.of(
                    "Secret words",
                    new Dictionary.Texts(
                            "",
                            new Patterns(
                                    List.of("strictly confidential"),
                                    List.of(),
                                    List.of(),
                                    List.of())));

    /** Both kinds of values; only one is allowed. */
    private record Written(String name, String description, Patterns patterns, List<String> types) {

        static Written of(Named<Dictionary> named) {
            return switch (named.value()) {
                case Dictionary.Texts(String description, Patterns patterns) ->
                        new Written(named.name(), description, patterns, List.of());
                case Dictionary.Types(String description, List<String> types) ->
                        new Written(named.name(), description, NO_PATTERNS, types);
            };
        }

        Named<Dictionary> dictionary() {
            return new Named<>(
                    name,
                    types.isEmpty()
                            ? new Dictionary.Texts(description, patterns)
                            : new Dictionary.Types(description, types));
        }
    }

    private static final Section<Written> KEYS =
            Section.<Written>of(
                            keys -> {
                                var name =
                                        keys.required(
                                                "name",
                                                Phrases.NAME,
                                                "Secret words",
                                                "What conditions call it by.",
                                                Written::name);
                                var description =
                                        keys.usual(
                                                "description",
                                                Phrases.DESCRIPTION,
                                                "",
                                                "For people.",
                                                Written::description);
                                var patterns = SoughtSection.values(keys, MOST, Written::patterns);
                                var types =
                                        keys.collection(
                                                "types",
                                                new ListKind<>(SoughtSection.TYPE_ID, 0, 1_000),
                                                Section.Empty.list("executables"),
                                                "File types and categories, instead of all these.",
                                                Written::types);
                                return values ->
                                        new Written(
                                                values.get(name),
                                                values.get(description),
                                                patterns.apply(values),
                                                values.get(types));
                            })
                    .check((written, at) -> {
                        if (SoughtSection.isEmpty(written.patterns())
                                == written.types().isEmpty()) {
                            at.error("needs either types, or texts, masks or expressions");
                        }
                    });

    private DictionarySection() {}

    @Override
    public Optional<Named<Dictionary>> read(Tree tree, At at) {
        return KEYS.read(tree, at).map(Written::dictionary);
    }

    @Override
    public Tree write(Named<Dictionary> value) {
        return KEYS.write(Written.of(value));
    }

    @Override
    public String allowed() {
        return KEYS.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return Optional.of(KEYS);
    }
}
