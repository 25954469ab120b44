package dev.mailwarden.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all metrics; {@code -Dmailwarden.regenerate=true} writes it. */
class MetricsPageTest {

    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("mailwarden.regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    private static String page() {
        var page =
                new StringBuilder(
                        """
                        # Metrics

                        This page is made from `dev.mailwarden.observe.Metrics`. Where `node.metrics` says,
                        `/metrics` serves them in Prometheus' text format, and `/healthz` answers 200 `ready` or
                        503 `busy`.

                        | name | type | meaning |
                        |---|---|---|
                        """);
        String help = "";
        Metrics metrics = new Metrics();
        for (Metrics.Figure figure : Metrics.Figure.values()) {
            metrics.watch(figure, () -> 0);
        }
        for (String line : metrics.toString().lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP")) {
                help = words[3];
            } else if (line.startsWith("# TYPE")) {
                page.append("| `%s` | %s | %s |\n".formatted(words[2], words[3], help));
            }
        }
        return page.toString();
    }
}
