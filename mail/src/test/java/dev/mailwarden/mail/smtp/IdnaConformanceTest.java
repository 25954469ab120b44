package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import dev.mailwarden.mail.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Domains against the Unicode Consortium's IdnaTestV2: the column toAsciiN, every line. */
class IdnaConformanceTest {

    private static final int UNICODE_OF_FILE = 17;
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(....)|\\\\x\\{([0-9A-F]+)}");

    /** Where a domain is knowingly not what the file says. */
    private enum Deviation {
        /** The file refuses the dot of the root (A4_2); it is taken and dropped. */
        ROOT_DOT,
        /** The file refuses hyphens in places 3 and 4 (V2); registered names like r3---sn exist. */
        HYPHENS_IN_THIRD_PLACE,
        /** The file is of Unicode 17 and refuses what a later Unicode, and ICU, know (V7). */
        LATER_UNICODE
    }

    private record Line(String source, String ascii, Set<String> errors) {}

    @Test
    void agreesWithUnicodeButWhereDecidedOtherwise() throws IOException {
        Map<Deviation, Integer> deviations = new EnumMap<>(Deviation.class);
        List<String> wrong = new ArrayList<>();
        List<Line> lines = lines();
        for (Line line : lines) {
            Optional<String> actual = Domain.parse(line.source).map(Domain::name);
            Optional<String> expected =
                    line.errors.isEmpty() ? Optional.of(line.ascii) : Optional.empty();
            if (!actual.equals(expected)) {
                deviation(line, actual)
                        .ifPresentOrElse(
                                d -> deviations.merge(d, 1, Integer::sum),
                                () -> wrong.add(line + " gave " + actual));
            }
        }
        assertThat(lines).hasSizeGreaterThan(6_000);
        assertThat(wrong).isEmpty();
        assertThat(deviations).containsOnlyKeys(Deviation.values());
    }

    private static Optional<Deviation> deviation(Line line, Optional<String> actual) {
        String name = actual.orElse("");
        if (line.errors.equals(Set.of("A4_2")) && line.ascii.equals(name + ".")) {
            return Optional.of(Deviation.ROOT_DOT);
        }
        if (line.errors.equals(Set.of("V2")) && line.ascii.equals(name)) {
            return Optional.of(Deviation.HYPHENS_IN_THIRD_PLACE);
        }
        boolean later =
                Domain.parse(name)
                        .map(Domain::toUnicode)
                        .orElse("")
                        .codePoints()
                        .anyMatch(c -> age(c) > UNICODE_OF_FILE);
        return later && line.errors.equals(Set.of("V7")) && line.ascii.equals(name)
                ? Optional.of(Deviation.LATER_UNICODE)
                : Optional.empty();
    }

    private static int age(int codePoint) {
        return UCharacter.getAge(codePoint).getMajor();
    }

    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(SharedData.require("suites/names/IdnaTestV2.txt"))) {
            String content = text.replaceFirst("#.*", "");
            if (!content.isBlank()) {
                lines.add(line(content.split(";", -1)));
            }
        }
        return lines;
    }

    private static Line line(String[] columns) {
        String source = unescape(columns[0]);
        String unicode = columns[1].isBlank() ? source : unescape(columns[1]);
        String ascii = columns[3].isBlank() ? unicode : unescape(columns[3]);
        String status = columns[4].isBlank() ? columns[2] : columns[4];
        Set<String> errors = new TreeSet<>();
        for (String error : status.replaceAll("[\\[\\] ]", "").split(",", -1)) {
            if (!error.isEmpty()) {
                errors.add(error);
            }
        }
        return new Line(source, ascii, errors);
    }

    private static String unescape(String column) {
        String text = column.strip();
        if (text.equals("\"\"")) {
            return "";
        }
        return ESCAPE.matcher(text)
                .replaceAll(m -> {
                    String hex = m.group(1) != null ? m.group(1) : m.group(2);
                    return Matcher.quoteReplacement(Character.toString(Integer.parseInt(hex, 16)));
                });
    }
}
