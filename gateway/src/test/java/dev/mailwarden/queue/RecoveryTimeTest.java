package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D-22: how long a start takes with a long queue; {@code bench/run queue-million} sees the rest.
 */
class RecoveryTimeTest {

    private static final int SENDERS = 64;
    private static final int EACH = Scale.of(800, 16_000);

    /**
     * 100,000 messages in 5 s on a quiet machine, a million in 60 s; CI gets several times that.
     */
    private static final Duration LIMIT = Duration.ofSeconds(Scale.of(20, 60));

    @TempDir Path directory;

    @Test
    void aLongQueueIsIndexedInTime() throws Exception {
        StandingClock clock = new StandingClock();
        try (Office office = Office.open(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later());
            fill(office);
        }
        try (Office office = Office.closed(directory, clock)) {
            office.courier.follow(_ -> ScriptedCourier.later()); // some were never tried
            long begun = System.nanoTime();
            office.recover();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.printf("D-22 messages=%d ms=%d%n", SENDERS * EACH, took.toMillis());
            assertThat(office.queue.size()).isEqualTo(SENDERS * EACH);
            assertThat(took).isLessThan(LIMIT);
            office.assertBalanced();
        }
    }

    private static void fill(Office office) throws Exception {
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                String to = "x@d" + sender + ".example";
                ends.add(
                        senders.submit(() -> {
                            for (int i = 0; i < EACH; i++) {
                                office.accept("s@from.example", to);
                            }
                            return null;
                        }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }
}
