package dev.mailwarden.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Load;
import dev.mailwarden.e2e.fixture.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large messages at once; each must come out as it went in. */
class MixingIT {

    private static final int MESSAGES = 256;

    @TempDir private Path directory;

    /**
     * D-17: each message is filled from its own id, and all come in while the gateway gets little
     * of the processors. Those above 256 KiB go through blobs. The full size is {@code bench/run
     * mixing}.
     */
    @Test
    void noMessageGetsOctetsOfAnother() throws Exception {
        var config =
                GatewayConfig.standard().with("settings: {limits: {connections-per-client: 1000}}");
        try (Site site = Site.start(directory, config, "", List.of("nice", "-n", "19"));
                Load load =
                        Load.start(
                                site,
                                MESSAGES,
                                "user@ours.example",
                                number -> 20_000 + number * 3_000,
                                MESSAGES)) {
            load.awaitEnd();
            assertThat(load.acknowledged()).hasSize(MESSAGES);
            Accounts.assertExactlyOnce(load, site, Duration.ofMinutes(3));
        }
    }
}
