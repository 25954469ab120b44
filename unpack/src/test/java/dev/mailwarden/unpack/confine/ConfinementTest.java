package dev.mailwarden.unpack.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** S-01: what a confined process can still do. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfinementTest {

    @TempDir Path directory;

    @Test
    void aProcessThatIsNotConfinedCanDoAllOfIt() throws Exception {
        assertThat(attempts("free")).hasSize(9).allMatch(line -> line.endsWith(": allowed"));
    }

    @Test
    void aConfinedProcessCanDoNothingOfIt() throws Exception {
        List<String> lines = attempts("confined");
        assertThat(lines.getFirst()).contains("landlock", "seccomp").doesNotContain("lacking");
        assertThat(lines.subList(1, lines.size()))
                .hasSize(22)
                .allMatch(line -> line.endsWith(": denied"));
    }

    private List<String> attempts(String mode) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:-UsePerfData",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EscapeAttempts.class.getName(),
                                mode,
                                directory.resolve("written").toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return said.lines().toList();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
