package dev.mailwarden.config;

import dev.mailwarden.config.Key.Presence;
import java.util.ArrayList;
import java.util.List;

/** The reference page of all settings, made of their declarations. */
public final class SettingsPage {

    private static final String HEAD =
            """
            # Settings

            This page is made from the declarations in `dev.mailwarden.config`; a test fails when it
            differs. Change the declaration and run the test with `-Dmailwarden.regenerate=true`.

            A configuration is one YAML file, normally `mailwarden.yaml`, of at most 1 MiB, without
            anchors, aliases and tags. Everything under `node:` is read at start; everything under
            `settings:` can be changed while running with `mailwarden reload`. A file is checked as a
            whole: if anything in it is not allowed, all errors are listed with line and column, and a
            running gateway keeps the settings it has.

            Sizes are plain octets or `KiB`, `MiB`, `GiB`, `TiB` (powers of 1024) and `kB`, `MB`, `GB`,
            `TB` (powers of 1000). Times are a number with `s`, `m`, `h` or `d`. Values with `[`, `:` and
            a blank, or `#` in them need quotes.
            """;

    private SettingsPage() {}

    /** The page in Markdown. */
    public static String text() {
        var out = new StringBuilder(HEAD);
        appendSection(out, "", SettingsSection.CONFIGURATION);
        return out.toString();
    }

    private static void appendSection(StringBuilder out, String path, Section<?> section) {
        List<Key<?, ?>> below = new ArrayList<>();
        if (!path.isEmpty()) {
            out.append("\n## `").append(path).append("`\n\n");
            out.append("| key | allowed | default | meaning |\n|---|---|---|---|\n");
        }
        for (Key<?, ?> key : section.keys()) {
            boolean described = key.kind().section().isPresent();
            if (described) {
                below.add(key);
            }
            if (!path.isEmpty()) {
                appendRow(out, key, described ? "see below" : key.kind().allowed());
            }
        }
        for (Key<?, ?> key : below) {
            boolean list = key.kind().allowed().startsWith("a list");
            String inner = (path.isEmpty() ? "" : path + ".") + key.name() + (list ? "[]" : "");
            appendSection(out, inner, key.kind().section().orElseThrow());
        }
    }

    private static void appendRow(StringBuilder out, Key<?, ?> key, String allowed) {
        out.append(
                "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                key.name(),
                                escaped(allowed),
                                standard(key),
                                escaped(key.explanation())));
    }

    private static <T> String standard(Key<?, T> key) {
        return switch (key.presence()) {
            case Presence.Required<T> _ -> "needed";
            case Presence.Default<T>(T value) ->
                    "`" + YamlWriter.write(key.kind().write(value), 0).strip() + "`";
            case Presence.Optionally<T> _ -> "none";
            case Presence.Subsection<T> _ -> "";
        };
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
