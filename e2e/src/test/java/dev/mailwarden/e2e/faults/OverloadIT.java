package dev.mailwarden.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More comes in than can go out, or than the process has descriptors for. */
class OverloadIT {

    private static final Duration ARRIVAL = Duration.ofMinutes(2);

    /** After there is room again; CI machines may be four times slower than a quiet one. */
    private static final Duration RECOVERY = Duration.ofSeconds(Scale.of(20, 2));

    private static final String DATA =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<user@ours.example>\r\nDATA\r\n";

    @TempDir private Path directory;

    /**
     * a next hop that thinks for each message; the queue grows to three times the heap, the
     * memory does not.
     */
    @Test
    void arrivalFasterThanDeliveryIsQueued() throws Exception {
        var slow =
                GatewayConfig.standard()
                        .with(
                                """
                                settings:
                                  delivery:
                                    connections-per-route: 2
                                """);
        List<String> smallHeap = List.of("env", "MAILWARDEN_JAVA_OPTIONS=-Xmx64m");
        try (Site site = Site.start(directory, slow, "", smallHeap)) {
            site.innerServer(Manners.MODERN.pausing(Duration.ofMillis(200)));
            try (Load load = Load.start(site, 16, "user@ours.example", 64_000, 3_000)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSize(3_000);
                assertThat(load.refusals()).isEmpty();
                assertThat(site.gateway().residentKib()).isLessThan(500 * 1024);
                assertThat(site.inbox().size()).isLessThan(load.acknowledged().size());
                site.innerServer(Manners.MODERN);
                site.restart();
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
        }
    }

    /** SMTP-8: past its bound the queue says so early, and takes mail again by itself. */
    @Test
    void aFullQueueAnswers4xxAndRecovers() throws Exception {
        var small =
                GatewayConfig.standard()
                        .with(
                                "settings: {overload: {queued-messages: 50}, queue: {first-retry: 5s, longest-retry: 5s}}");
        try (Site site = Site.start(directory, small)) {
            try (Load load = Load.start(site, 4, "busy@open.example", 2_000, 200)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSizeBetween(40, 80);
                assertThat(load.refusals()).allMatch(answer -> answer.startsWith("4"));
                assertThat(load.refusals()).isNotEmpty();
            }
            site.gateway().cli("queue", "delete", "--all").orFail();
            Await.until(RECOVERY, () -> "taken again", () -> accepts(site));
        }
    }

    /** 256 descriptors and 400 clients; those served are served well, and it recovers. */
    @Test
    void fewDescriptorsSlowItDownAndLoseNothing() throws Exception {
        Run.needs("prlimit");
        List<String> few = List.of("prlimit", "--nofile=256:256");
        var many =
                GatewayConfig.standard().with("settings: {limits: {connections-per-client: 1000}}");
        try (Site site = Site.start(directory, many, "", few)) {
            var idle = new ArrayList<Wire>();
            try (Load load = Load.start(site, 8, "user@ours.example", 4_000, 500)) {
                for (int i = 0; i < 400; i++) {
                    idle.add(Wire.connect(site.port("mx")));
                }
                for (Wire wire : idle) {
                    wire.close();
                }
                load.awaitEnd();
                Accounts.assertNothingLost(load, site, ARRIVAL);
            }
            Await.until(RECOVERY, () -> "taken again", () -> accepts(site));
            assertThat(site.gateway().isAlive()).isTrue();
        }
    }

    /** three hundred clients that say a little and then nothing cost the others little. */
    @Test
    void slowClientsCostOthersLittle() throws Exception {
        var many =
                GatewayConfig.standard().with("settings: {limits: {connections-per-client: 1000}}");
        try (Site site = Site.start(directory, many)) {
            nanosToSend(site); // until its code is compiled
            double alone = nanosToSend(site);
            var slow = new ArrayList<Wire>();
            try {
                for (int i = 0; i < 100; i++) {
                    slow.add(said(site, "mx", "EHL"));
                    slow.add(said(site, "mx", DATA + "half a li"));
                    slow.add(said(site, "submissions", "\u0016\u0003"));
                }
                double beside = nanosToSend(site);
                assertThat(alone / beside).isGreaterThan(Scale.of(30, 80) / 100.0);
            } finally {
                for (Wire wire : slow) {
                    wire.close();
                }
            }
        }
    }

    private static Wire said(Site site, String listener, String octets) throws IOException {
        Wire wire = Wire.connect(site.port(listener));
        wire.write(octets.getBytes(US_ASCII));
        return wire;
    }

    private static long nanosToSend(Site site) throws InterruptedException {
        long begun = System.nanoTime();
        try (Load load = Load.start(site, 16, "user@ours.example", 4_000, 1_000)) {
            load.awaitEnd();
            assertThat(load.acknowledged()).hasSize(1_000);
        }
        return System.nanoTime() - begun;
    }

    private static boolean accepts(Site site) {
        try {
            return site.send(
                            "sender@client.example",
                            "user@ours.example",
                            "x\r\n".getBytes(US_ASCII))
                    .startsWith("250");
        } catch (IOException e) {
            return false;
        }
    }
}
