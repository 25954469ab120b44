package dev.mailwarden.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Run;
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

    @TempDir private Path directory;

    /** a next hop that thinks for each message; the queue grows, the memory does not. */
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
        try (Site site = Site.start(directory, slow)) {
            site.innerServer(Manners.MODERN.pausing(Duration.ofMillis(200)));
            try (Load load = Load.start(site, 16, "user@ours.example", 16_000, 3_000)) {
                load.awaitEnd();
                assertThat(load.acknowledged()).hasSizeGreaterThan(2_900);
                assertThat(site.gateway().residentKib()).isLessThan(900 * 1024);
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
            Await.until(Duration.ofSeconds(20), () -> "taken again", () -> accepts(site));
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
            Await.until(Duration.ofSeconds(5), () -> "taken again", () -> accepts(site));
            assertThat(site.gateway().isAlive()).isTrue();
        }
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
