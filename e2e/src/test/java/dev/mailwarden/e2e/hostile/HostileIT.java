package dev.mailwarden.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** None of the attacks in {@code e2e/hostile} works (P-01, P-08, P-12). */
class HostileIT {

    /** Neither the number of errors nor of messages of the one test client may end the game. */
    private static final String LIMITS =
            """
            settings:
              limits:
                errors: 1000
                connections-per-client: 1000
            """;

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        site = Site.start(directory, GatewayConfig.standard().with(LIMITS));
    }

    @AfterAll
    static void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    private static Site site() {
        if (site == null) {
            throw new IllegalStateException("not started");
        }
        return site;
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.tricks", "smuggle-in.tricks", "starttls-server.tricks"})
    void noTrickWorks(String file) throws IOException {
        List<Trick> tricks = TrickReader.read(file);
        site().innerServer(Manners.MODERN);
        site().inbox().clear();
        Map<String, String> worked = TrickPlayer.playAll(tricks, HostileIT::open);
        awaitDelivery();
        var heardOf = TrickPlayer.heardOfVictims(site().inbox());
        HostileTally.write(file, tricks.size(), worked.size() + heardOf.size());
        assertThat(tricks).hasSizeGreaterThan(60);
        assertThat(worked).isEmpty();
        assertThat(heardOf).isEmpty();
    }

    private static Wire open(Trick trick) throws IOException {
        String listener = trick.option("listener", "mx");
        return listener.equals("submissions-in-clear")
                ? Wire.connect(site().port("submissions"))
                : site().session(listener);
    }

    private static void awaitDelivery() {
        Await.until(
                Duration.ofSeconds(30),
                () -> "everything delivered: " + site().journal().counts(),
                () -> {
                    Map<String, Integer> counts = site().journal().counts();
                    return counts.getOrDefault("received", 0)
                            == counts.getOrDefault("delivered", 0)
                                    + counts.getOrDefault("bounced", 0)
                                    + counts.getOrDefault("held", 0);
                });
    }

    @Test
    void nothingPassedOnEndsTwiceForACarelessServer() throws IOException {
        var worked = new ArrayList<String>();
        List<Trick> tricks = TrickReader.read("smuggle-out.tricks");
        for (Trick trick : tricks) {
            String end = TrickReader.octets(trick.option("recorder-ends-data", "\\r\\n.\\r\\n"));
            site().innerServer(Manners.MODERN.endingDataAlsoAt(end));
            site().inbox().clear();
            try (Wire wire = open(trick)) {
                TrickPlayer.play(trick, wire);
            }
            awaitDelivery();
            if (!TrickPlayer.heardOfVictims(site().inbox()).isEmpty()) {
                worked.add(trick.name());
            }
        }
        HostileTally.write("smuggle-out.tricks", tricks.size(), worked.size());
        assertThat(worked).isEmpty();
    }
}
