package dev.mailwarden.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway stopped, killed and started twice. */
class StopIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    @TempDir private Path directory;

    /** O-10: stop accepting, finish within 30 s, lose nothing, double nothing. */
    @Test
    void aStopUnderLoadLosesAndDoublesNothing() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            try (Load load = Load.start(site, 16, "user@ours.example", 4_000, 100_000)) {
                awaitAcknowledged(load, 200);
                long begun = System.nanoTime();
                assertThat(site.gateway().stop()).isIn(0, 143);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(35));
                load.stop();
                site.restart();
                Accounts.assertExactlyOnce(load, site, ARRIVAL);
            }
        }
    }

    /** A client in the middle of a session is told, not cut off. */
    @Test
    void aWaitingClientIsTold() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard());
                Wire wire = site.session("mx")) {
            wire.command("EHLO client.example");
            site.gateway().terminate();
            assertThat(wire.readReply().getLast()).startsWith("421 4.3.2 ");
            site.gateway().awaitEnd(Duration.ofSeconds(40));
        }
    }

    /**
     * D-01 and D-03 at the smallest size: what was acknowledged survives kill -9, again and again.
     */
    @Test
    void aKillUnderLoadLosesNothing() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            try (Load load = Load.start(site, 16, "user@ours.example", 4_000, 100_000)) {
                for (int kill = 1; kill <= Scale.of(3, 300); kill++) {
                    awaitAcknowledged(load, 100 * kill);
                    site.gateway().kill();
                    site.restart();
                }
                load.stop();
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
        }
    }

    /** D-23: one queue, one gateway; and the lock of a killed one is no dead end. */
    @Test
    void aSecondGatewayOnTheSameDataIsRefused() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            try (GatewayProcess second =
                    GatewayProcess.start(site.configFile(), "-Xmx256m", List.of())) {
                assertThat(second.awaitEnd(Duration.ofSeconds(60))).isNotZero();
            }
            assertThat(site.gateway().isAlive()).isTrue();
            site.gateway().kill();
            site.restart();
            try (Wire wire = site.session("mx")) {
                assertThat(wire.command("NOOP")).startsWith("250");
            }
        }
    }

    private static void awaitAcknowledged(Load load, int count) {
        Await.until(
                Duration.ofSeconds(60),
                () -> load.acknowledged().size() + " acknowledged, else " + load.refusals(),
                () -> load.acknowledged().size() >= count);
    }
}
