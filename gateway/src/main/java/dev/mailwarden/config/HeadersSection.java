package dev.mailwarden.config;

import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.HeaderActions.Field;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of changes to the header (MARK-3). */
final class HeadersSection {

    private static final int MOST = 100;

    static final Kind<String> NAME =
            new ScalarKind<>(
                    "the name of a header field, of 1 to 450 printable ASCII characters without a"
                            + " colon or a blank",
                    text -> Optional.of(text).filter(HeaderActions::isName),
                    text -> text);

    private static final Kind<String> VALUE =
            new ScalarKind<>(
                    "at most 450 printable ASCII characters",
                    text -> Optional.of(text).filter(HeaderActions::isValue),
                    text -> text);

    private static final Field EXAMPLE = new Field("X-Checked", "yes");

    private static final Section<Field> FIELD =
            Section.of(keys -> {
                var name = keys.required("name", NAME, EXAMPLE.name(), "Its name.", Field::name);
                var value =
                        keys.required(
                                "value",
                                VALUE,
                                EXAMPLE.value(),
                                "Its value, as it is.",
                                Field::value);
                return values -> new Field(values.get(name), values.get(value));
            });

    static final Section<HeaderActions> HEADERS =
            Section.<HeaderActions>of(
                            keys -> {
                                var delete =
                                        keys.collection(
                                                "delete",
                                                new ListKind<>(NAME, 0, MOST),
                                                Section.Empty.list("X-Unwanted"),
                                                "Names of fields, all of which go.",
                                                HeaderActions::delete);
                                var set =
                                        keys.collection(
                                                "set",
                                                new ListKind<>(FIELD, 0, MOST),
                                                Section.Empty.list(EXAMPLE),
                                                "Fields that then stand once, at the end of the header.",
                                                HeaderActions::set);
                                return values ->
                                        new HeaderActions(values.get(delete), values.get(set));
                            })
                    .check(HeadersSection::checkOnce);

    private HeadersSection() {}

    private static void checkOnce(HeaderActions headers, At at) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < headers.set().size(); i++) {
            String name = headers.set().get(i).name().toLowerCase(Locale.ROOT);
            Integer before = seen.putIfAbsent(name, i);
            if (before != null) {
                at.key("set")
                        .item(i)
                        .key("name")
                        .error("entry " + (before + 1) + " sets the same field");
            }
        }
    }
}
