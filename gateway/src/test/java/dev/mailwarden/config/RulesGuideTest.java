package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guide tells people to write can be read, and means what it says. */
class RulesGuideTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("```yaml\nsettings:\n(.*?)```", Pattern.DOTALL);

    static List<String> examples() {
        try {
            String guide = Files.readString(Path.of("../docs/guide/rules.md"));
            return EXAMPLE.matcher(guide).results().map(found -> found.group(1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thereAreExamples() {
        assertThat(examples()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleCanBeReadWithoutAWarning(String example) {
        assertThat(PolicyFiles.warnings(example)).isEmpty();
    }
}
