package dev.mailwarden.config;

import dev.mailwarden.config.Key.Presence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** The reference page of all settings, made of their declarations. */
public final class SettingsPage {

    private static final String HEAD =
            """
            # Settings

            This page is made from the declarations in `dev.mailwarden.config`; a test fails when it
            differs. Change the declaration and run the test with `-Dmailwarden.regenerate=true`.

            A configuration is one YAML file, normally `mailwarden.yaml`, of at most 64 MiB, without
            anchors, aliases and tags. Everything under `node:` is read at start. What stands under
            `settings:` is kept by the gateway after its first start; `mailwarden apply` takes it from
            the file again, while running. A file is checked as a whole: if anything in it is not
            allowed, all errors are listed with line and column, and a running gateway keeps the
            settings it has.

            Sizes are plain octets or `KiB`, `MiB`, `GiB`, `TiB` (powers of 1024) and `kB`, `MB`, `GB`,
            `TB` (powers of 1000). Times are a number with `s`, `m`, `h` or `d`. Values with `[`, `:` and
            a blank, or `#` in them need quotes.
            """;

    private final StringBuilder out = new StringBuilder(HEAD);

    /** Where each section stands that was described already. */
    private final IdentityHashMap<Section<?>, String> described = new IdentityHashMap<>();

    private SettingsPage() {}

    /** The page in Markdown. */
    public static String text() {
        var page = new SettingsPage();
        page.append("", SettingsSection.CONFIGURATION);
        return page.out.toString();
    }

    private void append(String path, Section<?> section) {
        described.put(section, path);
        List<Key<?, ?>> below = new ArrayList<>();
        if (!path.isEmpty()) {
            out.append("\n## `").append(path).append("`\n\n");
            out.append("| key | allowed | default | meaning |\n|---|---|---|---|\n");
        }
        for (Key<?, ?> key : section.keys()) {
            Optional<Section<?>> inner = key.kind().section();
            if (inner.isPresent() && !described.containsKey(inner.get())) {
                described.put(inner.get(), path(path, key));
                below.add(key);
            }
            if (!path.isEmpty()) {
                appendRow(key, path(path, key));
            }
        }
        for (Key<?, ?> key : below) {
            append(path(path, key), key.kind().section().orElseThrow());
        }
    }

    private static String path(String above, Key<?, ?> key) {
        boolean list = key.kind().allowed().startsWith("a list");
        return (above.isEmpty() ? "" : above + ".") + key.name() + (list ? "[]" : "");
    }

    private void appendRow(Key<?, ?> key, String path) {
        String allowed =
                key.kind()
                        .section()
                        .map(section -> where(path, section))
                        .orElseGet(() -> escaped(key.kind().allowed()));
        out.append(
                "| `%s` | %s | %s | %s |\n"
                        .formatted(key.name(), allowed, standard(key), escaped(key.explanation())));
    }

    private String where(String path, Section<?> section) {
        String place = described.getOrDefault(section, path);
        return place.equals(path) ? "see below" : "as `" + place + "`";
    }

    private static <T> String standard(Key<?, T> key) {
        return switch (key.presence()) {
            case Presence.Required<T> _ -> "needed";
            case Presence.Default<T>(T value) -> inline(key, value);
            case Presence.Usual<T>(T value) ->
                    key.kind().section().isPresent() ? "" : inline(key, value);
            case Presence.Optionally<T> _ -> "none";
            case Presence.Subsection<T> _ -> "";
        };
    }

    private static <T> String inline(Key<?, T> key, T value) {
        return "`" + YamlWriter.inline(key.kind().write(value)) + "`";
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
