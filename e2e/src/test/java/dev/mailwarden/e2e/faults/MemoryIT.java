package dev.mailwarden.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory runs out because of what comes in: the process ends, and nothing is lost. */
class MemoryIT {

    private static final int ROUNDS = Scale.of(2, 50);

    private static final Duration ARRIVAL = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofMinutes(3);

    /** What ExitOnOutOfMemoryError ends with. */
    private static final int OUT_OF_HEAP = 3;

    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    /** More unfinished messages than there is memory for. */
    private static final int CLIENTS = 1_000;

    private static final GatewayConfig OPEN_HOUSE =
            GatewayConfig.standard().with("settings: {limits: {connections-per-client: 2000}}");

    @TempDir private Path directory;

    /** D-15: a heap too small for all that is on its way in. */
    @Test
    void outOfHeapItEndsAndLosesNothing() throws Exception {
        List<String> smallHeap = List.of("env", "MAILWARDEN_JAVA_OPTIONS=-Xmx40m");
        try (Site site = Site.start(directory, OPEN_HOUSE, "", smallHeap);
                Load load = Load.start(site, 4, "user@ours.example", 4_000, 1_000_000)) {
            for (int round = 1; round <= ROUNDS; round++) {
                awaitAcknowledged(load, 50 * round);
                assertThat(stormUntilTheEnd(site)).isEqualTo(OUT_OF_HEAP);
                site.restart();
            }
            assertThat(site.gateway().said()).contains("java.lang.OutOfMemoryError");
            awaitAcknowledged(load, load.acknowledged().size() + 1);
            load.stop();
            Accounts.assertNothingLost(load, site, ARRIVAL);
        }
    }

    /** D-16: heap enough, but not for the kernel, which ends the process without a word. */
    @Test
    void killedForMemoryItLosesNothing() throws Exception {
        Run.needsRoot();
        try (MemoryGroup group = MemoryGroup.ofMebibytes(256);
                Site site = Site.start(directory, OPEN_HOUSE, "", group.under());
                Load load = Load.start(site, 4, "user@ours.example", 4_000, 1_000_000)) {
            for (int round = 1; round <= ROUNDS; round++) {
                awaitAcknowledged(load, 50 * round);
                long before = group.kills();
                assertThat(stormUntilTheEnd(site)).isEqualTo(KILLED);
                assertThat(group.kills()).isGreaterThan(before);
                site.restart();
            }
            awaitAcknowledged(load, load.acknowledged().size() + 1);
            load.stop();
            Accounts.assertNothingLost(load, site, ARRIVAL);
        }
    }

    private static int stormUntilTheEnd(Site site) throws InterruptedException {
        byte[] content = "half a message of many lines\r\n".repeat(8_300).getBytes(US_ASCII);
        try (var _ = Storm.of(CLIENTS, content, site)) {
            return site.gateway().awaitEnd(END);
        }
    }

    private static void awaitAcknowledged(Load load, int count) {
        Await.until(
                Duration.ofSeconds(60),
                () -> load.acknowledged().size() + " acknowledged, else " + load.refusals(),
                () -> load.acknowledged().size() >= count);
    }
}
