package dev.mailwarden.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private Logging.Limits limits = new Logging.Limits(20 * 2_000, 20 * 1_000);

    @TempDir Path directory;

    @AfterEach
    void quiet() {
        TestLog.restore();
    }

    @Test
    void keepsWarningsApartAsWell() throws IOException {
        try (Logging logging = Logging.toFiles(directory, () -> limits)) {
            LoggerFactory.getLogger("a.b.Session").info("hello {}", "evil\r\nline \u001b[2J");
            LoggerFactory.getLogger("a.b.Spool").warn("disk");
            assertThat(logging).isNotNull();
        }
        List<String> messages = Files.readAllLines(directory.resolve("log/messages"));
        assertThat(messages).hasSize(2);
        assertThat(messages.getFirst())
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z INFO Session: hello"
                                + " evil\\\\r\\\\nline \\\\u001b\\[2J");
        assertThat(directory.resolve("log/important")).content().endsWith("WARN Spool: disk\n");
    }

    @Test
    void staysWithinItsLimits() throws IOException {
        try (Logging logging = Logging.toFiles(directory, () -> limits)) {
            assertThat(logging).isNotNull();
            ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT"))
                    .detachAppender("stderr");
            for (int i = 0; i < 3_000; i++) {
                LoggerFactory.getLogger("a.b.Spool").warn("line {}", i);
            }
        }
        assertThat(octets("messages")).isBetween(20_000L, 22L * 2_000);
        assertThat(octets("important")).isBetween(10_000L, 22L * 1_000);
        assertThat(directory.resolve("log/messages")).content().contains("line 2999");
    }

    @Test
    void aSmallerLimitCountsFromTheNextLineOn() throws IOException {
        limits = new Logging.Limits(1 << 20, 1 << 20);
        try (Logging logging = Logging.toFiles(directory, () -> limits)) {
            assertThat(logging).isNotNull();
            ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT"))
                    .detachAppender("stderr");
            fill();
            assertThat(directory.resolve("log/messages.1")).doesNotExist();
            limits = new Logging.Limits(20 * 2_000, 20 * 2_000);
            fill();
        }
        assertThat(directory.resolve("log/messages.2")).exists();
    }

    private static void fill() {
        for (int i = 0; i < 300; i++) {
            LoggerFactory.getLogger("a.b.Spool").warn("line {}", i);
        }
    }

    private long octets(String name) throws IOException {
        try (var files = Files.list(directory.resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void showsTheJourneyAndTheCause() {
        var event =
                new LoggingEvent(
                        "x",
                        new LoggerContext().getLogger("a.Session"),
                        Level.ERROR,
                        "broken",
                        new IllegalStateException("a\nb", new IOException("disk")),
                        null);
        event.setInstant(Instant.parse("2026-03-01T12:00:00Z"));
        String line =
                ScopedValue.where(Journeys.CURRENT, new JourneyId(1, 7))
                        .call(() ->
                                new String(new LogLine().encode(event), StandardCharsets.UTF_8));
        assertThat(line)
                .startsWith(
                        "2026-03-01T12:00:00Z ERROR Session: [00000000-0000-0001-0000-000000000007] broken\n"
                                + "\tjava.lang.IllegalStateException: a\\nb\n\t    at ")
                .contains("\n\tbecause of java.io.IOException: disk\n");
    }
}
