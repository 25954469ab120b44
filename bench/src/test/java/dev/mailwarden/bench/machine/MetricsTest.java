package dev.mailwarden.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final String PAGE =
            """
            # HELP queue_messages Messages in the queue.
            queue_messages{state="ready"} 40
            queue_messages{state="deferred"} 2.0
            queue_messages_total 7
            plain 1e6
            """;

    @Test
    void aMetricIsSummedOverItsLabels() {
        assertThat(Metrics.sum(PAGE, "queue_messages")).isEqualTo(42);
        assertThat(Metrics.sum(PAGE, "plain")).isEqualTo(1_000_000);
        assertThat(Metrics.sum(PAGE, "absent")).isZero();
    }
}
