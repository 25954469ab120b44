package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about peers lists the cases that are tested, and no other. */
class InteropTableTest {

    private static final Path TOP = Path.of(System.getProperty("mailwarden.top", ".."));

    @Test
    void thePageListsWhatIsTested() throws IOException {
        List<String> written =
                Files.readAllLines(TOP.resolve("docs/interop.md")).stream()
                        .filter(line -> line.startsWith("| ") && !line.startsWith("| peer |"))
                        .map(InteropTableTest::withoutVersion)
                        .toList();
        assertThat(written)
                .as("copy the table of e2e/target/interop.md")
                .containsExactlyElementsOf(tested());
    }

    private static String withoutVersion(String line) {
        return line.replaceFirst("^(\\| [^|]* \\|) [^|]* \\|", "$1 - |");
    }

    private static List<String> tested() throws IOException {
        try (Stream<Path> files = Files.list(TOP.resolve("e2e/target/test-classes/" + folder()))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.class"))
                    .map(name -> name.replace(".class", ""))
                    .flatMap(name -> InteropTable.rows(named(name)).stream())
                    .sorted()
                    .map(row -> row.line("-", "passed").strip())
                    .toList();
        }
    }

    private static String folder() {
        return InteropTableTest.class.getPackageName().replace('.', '/');
    }

    private static Class<?> named(String simpleName) {
        try {
            return Class.forName(InteropTableTest.class.getPackageName() + "." + simpleName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
