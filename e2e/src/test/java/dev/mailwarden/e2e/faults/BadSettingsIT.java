package dev.mailwarden.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings are changed again and again while mail flows. */
class BadSettingsIT {

    private static final int FILES = Scale.of(15, 1_000);

    private static final Duration ARRIVAL = Duration.ofMinutes(2);

    /** Longest that any message may take; CI machines may be busy. */
    private static final double PATIENCE_SECONDS = Scale.of(30, 2);

    @TempDir private Path directory;

    /**
     * O-11: random faults in a file that would also take mail for another mailbox: each is named
     * with its place and what is allowed there, nothing of the file becomes effective, and no
     * sender notices. Without the fault it does become effective.
     */
    @Test
    void aBrokenFileChangesNothingAndStopsNobody() throws Exception {
        var random = new Random(11);
        try (Site site = Site.start(directory, GatewayConfig.standard());
                SteadySender sender = SteadySender.start(site)) {
            String good =
                    site.configText()
                            .replace("user@ours.example,", "user@ours.example, new@ours.example,");
            for (int i = 0; i < FILES; i++) {
                BrokenConfiguration broken = BrokenConfiguration.of(good, random);
                Run.Ended apply = apply(site, broken.text());
                assertThat(apply.output()).as(broken.text()).containsPattern(broken.error());
                assertThat(apply.code()).as(broken.text()).isEqualTo(78);
                assertThat(rcpt(site)).as(broken.text()).startsWith("550 5.1.1");
            }
            apply(site, good).orFail();
            assertThat(rcpt(site)).startsWith("250 2.1.5");
            sender.stop();
            assertThat(sender.failures()).isEmpty();
            assertThat(sender.sent()).hasSizeGreaterThan(FILES);
            assertThat(sender.slowestSeconds()).isLessThan(PATIENCE_SECONDS);
            Await.until(
                    ARRIVAL,
                    () -> "arrival of all " + sender.sent().size(),
                    () ->
                            site.inbox().mails().stream()
                                    .map(Mailer::id)
                                    .toList()
                                    .containsAll(sender.sent()));
        }
    }

    /** The file cannot be read by a command that has to ask it where the gateway is. */
    private static Run.Ended apply(Site site, String text) throws IOException {
        Files.writeString(site.configFile(), text);
        return site.gateway().cli("apply", "--data", site.data().toString());
    }

    private static String rcpt(Site site) throws IOException {
        try (var wire = site.session("mx")) {
            wire.command("EHLO client.example");
            wire.command("MAIL FROM:<sender@client.example>");
            return wire.command("RCPT TO:<new@ours.example>");
        }
    }
}
