package dev.mailwarden;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/rfc.md} against the sources of both modules. */
class RfcTableTest {

    private static final Path ROOT = Path.of("..");
    private static final List<Path> SOURCES =
            List.of(ROOT.resolve("mail/src/main/java"), ROOT.resolve("gateway/src/main/java"));

    /** A citation may be broken over two lines of a comment: {@code RFC\n * 5321}. */
    private static final Pattern CITED = Pattern.compile("\\bRFC[\\s*/]{1,40}(\\d{3,5})\\b");

    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]*[a-z])`");

    @Test
    void everyRfcThatTheCodeCitesHasARow() throws IOException {
        assertThat(rfcs(String.join("\n", rows()))).containsAll(citedInSources());
    }

    @Test
    void everyClassThatARowNamesExists() throws IOException {
        assertThat(classNames()).containsAll(find(CLASS, String.join("\n", rows())));
    }

    @Test
    void citationsAreFoundAcrossLines() {
        assertThat(rfcs("see (RFC\n * 5321 §5.1), RFC 1870")).containsExactly("1870", "5321");
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/rfc.md")).stream()
                .filter(line -> line.startsWith("|"))
                .toList();
    }

    private static Set<String> citedInSources() throws IOException {
        Set<String> cited = new TreeSet<>();
        for (Path file : javaFiles()) {
            cited.addAll(rfcs(Files.readString(file)));
        }
        assertThat(cited).hasSizeGreaterThan(20);
        return cited;
    }

    private static Set<String> classNames() {
        return javaFiles().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(toCollection(TreeSet::new));
    }

    private static List<Path> javaFiles() {
        return SOURCES.stream().flatMap(RfcTableTest::javaFilesBelow).toList();
    }

    private static Stream<Path> javaFilesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> rfcs(String text) {
        return find(CITED, text);
    }

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult hit) -> hit.group(1))
                .collect(toCollection(TreeSet::new));
    }
}
