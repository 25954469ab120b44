package dev.mailwarden.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/reference/events.md} against what is written. */
class EventReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "reference", "events.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([A-Za-z0-9.]+)` \\| [^|]+ \\| (.*?) ?\\|.*");
    private static final String EVERY_EVENT = "Members of every event";

    /** The members of every section of the page; true for those that stand always. */
    private static Map<String, Map<String, Boolean>> documented() throws IOException {
        Map<String, Map<String, Boolean>> sections = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
                sections.put(section, new TreeMap<>());
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                sections.computeIfAbsent(section, _ -> new TreeMap<>())
                        .put(row.group(1), row.group(2).equals("always"));
            }
        }
        return sections;
    }

    private static Map<String, Boolean> documented(String kind) throws IOException {
        Map<String, Map<String, Boolean>> page = documented();
        assertThat(page).containsKey(kind);
        Map<String, Boolean> members = new TreeMap<>(page.get(kind));
        if (!kind.equals("position")) {
            members.putAll(page.get(EVERY_EVENT));
        }
        return members;
    }

    /** The names in a line, those of inner objects behind a dot. */
    private static Set<String> written(byte[] line) {
        Set<String> names = new TreeSet<>();
        collect("", JsonFields.parse(line, 0, line.length), names);
        return names;
    }

    private static void collect(String prefix, JsonFields fields, Set<String> names) {
        fields.members().forEach((name, value) -> collectValue(prefix + name, value, names));
    }

    private static void collectValue(String name, Object value, Set<String> names) {
        switch (value) {
            case JsonFields inner -> collect(name + ".", inner, names);
            case List<?> values -> {
                names.add(name);
                values.forEach(element -> {
                    if (element instanceof JsonFields inner) {
                        collect(name + ".", inner, names);
                    }
                });
            }
            default -> names.add(name);
        }
    }

    @Test
    void thePageNamesEveryMemberThatIsWrittenAndNoOther() throws IOException {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (int seed = 0; seed < 1_000; seed++) {
            byte[] line =
                    EventCodec.encode(new RandomEvents(seed).ofKind(seed % RandomEvents.KINDS));
            String kind = JsonFields.parse(line, 0, line.length).text("kind");
            Set<String> members = written(line);
            seen.computeIfAbsent(kind, _ -> new TreeSet<>()).addAll(members);
            documented(kind)
                    .forEach((name, always) -> {
                        if (always) {
                            assertThat(members).as("%s", new String(line, UTF_8)).contains(name);
                        }
                    });
        }
        assertThat(seen).hasSize(RandomEvents.KINDS);
        for (var entry : seen.entrySet()) {
            assertThat(entry.getValue())
                    .as(entry.getKey())
                    .isEqualTo(documented(entry.getKey()).keySet());
        }
        Set<String> sections = new TreeSet<>(seen.keySet());
        sections.addAll(List.of(EVERY_EVENT, "position"));
        assertThat(documented().keySet()).isEqualTo(sections);
    }

    @Test
    void thePageNamesTheMembersOfAPosition() throws IOException {
        assertThat(written(EventCodec.encodePosition(1, Instant.EPOCH)))
                .isEqualTo(documented("position").keySet());
    }
}
