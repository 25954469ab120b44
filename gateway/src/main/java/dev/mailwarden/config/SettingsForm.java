package dev.mailwarden.config;

import dev.mailwarden.config.LineDiff.Line;
import dev.mailwarden.config.LineDiff.Mark;
import dev.mailwarden.policy.Lists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings as they are kept and compared: a text for each key under {@code settings:}, and the
 * entries of the lists. The text of a key is always written in the same way, with the key itself in
 * it; what a setting has by being left out is in no text.
 */
public final class SettingsForm {

    /** The key that is kept as rows. */
    private static final String LISTS = "lists";

    private final Map<String, String> documents;
    private final Lists lists;

    SettingsForm(Map<String, String> documents, Lists lists) {
        this.documents = inOrder(documents);
        this.lists = lists;
    }

    /** What differs in one key. */
    public record Difference(String key, LineDiff lines) {}

    /** {@return the form of settings} */
    public static SettingsForm of(Settings settings) {
        Map<String, String> documents = new LinkedHashMap<>();
        for (Key<Settings, ?> key : SettingsSection.SETTINGS.keys()) {
            if (!key.name().equals(LISTS)) {
                key.write(settings)
                        .ifPresent(tree -> documents.put(key.name(), text(key.name(), tree)));
            }
        }
        return new SettingsForm(documents, settings.policy().lists());
    }

    private static String text(String key, Tree tree) {
        var fields = new Tree.Fields(List.of(Tree.field(key, tree)), Tree.Mark.NOWHERE);
        return YamlWriter.write(fields, 0).stripLeading();
    }

    /** As they are declared; what this version does not know comes last. */
    private static Map<String, String> inOrder(Map<String, String> documents) {
        Map<String, String> ordered = new LinkedHashMap<>();
        Map<String, String> rest = new TreeMap<>(documents);
        for (Key<Settings, ?> key : SettingsSection.SETTINGS.keys()) {
            Optional.ofNullable(rest.remove(key.name()))
                    .ifPresent(text -> ordered.put(key.name(), text));
        }
        ordered.putAll(rest);
        return ordered;
    }

    Map<String, String> documents() {
        return documents;
    }

    Lists lists() {
        return lists;
    }

    /**
     * Makes settings of it again, with every check that a file has to pass. Files that are named
     * are read now.
     *
     * @param name stands for the file in what is reported; its lines are those of {@link #text}
     */
    public Reading read(String name, Node node) {
        var report = new Report(Path.of(name));
        try {
            Tree tree = withLists(YamlParser.parse(textWithoutLists()));
            At at = report.root();
            Optional<Configuration> configuration =
                    SettingsSection.SETTINGS
                            .read(tree, at.key("settings"))
                            .map(settings -> new Configuration(node, settings));
            configuration.ifPresent(c -> ListenerLimitsSection.warnOfNames(c, at));
            return configuration.isPresent() && !report.hasErrors()
                    ? new Reading.Valid(configuration.get(), report.problems())
                    : new Reading.Invalid(report.problems());
        } catch (YamlParser.SyntaxException e) {
            report.root().error(e.mark, "is not the YAML that was written: " + e.getMessage());
            return new Reading.Invalid(report.problems());
        }
    }

    /** Rows need no detour by way of YAML, which takes its time with half a million. */
    private Tree withLists(Tree whole) {
        List<Tree.Field> fields = new ArrayList<>();
        if (whole instanceof Tree.Fields(var top, _)
                && top.size() == 1
                && top.getFirst().value() instanceof Tree.Fields(var settings, _)) {
            fields.addAll(settings);
        }
        fields.add(Tree.field(LISTS, ListsSection.LISTS.write(lists)));
        return new Tree.Fields(fields, Tree.Mark.NOWHERE);
    }

    /** {@return a file without {@code node:}, which reads back to the same settings} */
    public String text() {
        return textWithoutLists() + indented(text(LISTS, ListsSection.LISTS.write(lists)));
    }

    private String textWithoutLists() {
        var out = new StringBuilder("settings:\n");
        documents.values().forEach(text -> out.append(indented(text)));
        return out.toString();
    }

    /** No value goes over the end of a line, so this changes none. */
    private static String indented(String text) {
        return text.isEmpty() ? "" : text.indent(2);
    }

    /** {@return what differs from another, key by key} */
    public List<Difference> since(SettingsForm before) {
        List<Difference> differences = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>(documents.keySet());
        keys.addAll(before.documents.keySet());
        for (String key : keys) {
            String old = before.documents.getOrDefault(key, "");
            String young = documents.getOrDefault(key, "");
            if (!old.equals(young)) {
                differences.add(new Difference(key, LineDiff.of(old, young)));
            }
        }
        List<Line> entries = entriesSince(before);
        if (!entries.isEmpty()) {
            differences.add(new Difference(LISTS, new LineDiff(entries)));
        }
        return differences;
    }

    /** The order of entries means nothing, so what stands elsewhere is no difference. */
    private List<Line> entriesSince(SettingsForm before) {
        List<Line> lines = new ArrayList<>();
        if (!lists.equals(before.lists)) {
            Set<ListEntry> old = new HashSet<>(ListStore.entries(before.lists));
            Set<ListEntry> young = new HashSet<>(ListStore.entries(lists));
            ListStore.entries(before.lists).stream()
                    .filter(entry -> !young.contains(entry))
                    .forEach(entry -> addLines(lines, Mark.REMOVED, entry));
            ListStore.entries(lists).stream()
                    .filter(entry -> !old.contains(entry))
                    .forEach(entry -> addLines(lines, Mark.ADDED, entry));
        }
        return lines;
    }

    private static void addLines(List<Line> lines, Mark mark, ListEntry entry) {
        String list = entry.effect() == ListEntry.Effect.DENY ? "deny" : "allow";
        Tree tree = EntryKind.KIND.write(entry.entry());
        text(list, Tree.items(List.of(tree)))
                .lines()
                .forEach(line -> lines.add(new Line(mark, line)));
    }
}
