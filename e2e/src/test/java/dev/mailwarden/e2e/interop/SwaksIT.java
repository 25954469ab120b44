package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** swaks, as an administrator would try the gateway. */
class SwaksIT {

    @TempDir private Path directory;

    private static Run.Ended swaks(Site site, String listener, String to, String... more)
            throws Exception {
        var command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(site.port(listener))));
        command.addAll(List.of("--helo", "client.example", "--from", "sender@client.example"));
        command.addAll(List.of("--to", to));
        command.addAll(List.of(more));
        return Run.toTheEnd(command.toArray(String[]::new));
    }

    @Test
    void swaksDeliversOverTls() throws Exception {
        Run.needs("swaks", "perl");
        Assumptions.assumeTrue(
                Run.toTheEnd("perl", "-MNet::SSLeay", "-e", "1").code() == 0,
                "swaks needs Net::SSLeay (libnet-ssleay-perl) for TLS");
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            swaks(site, "mx", "user@ours.example", "--tls").orFail();
            swaks(
                            site,
                            "submissions",
                            "someone@foreign.example",
                            "--tls-on-connect",
                            "--local-interface",
                            Site.TRUSTED)
                    .orFail();
            awaitMails(site, 2);
        }
    }

    @Test
    void swaksDeliversInClearAndIsRefusedRelaying() throws Exception {
        Run.needs("swaks");
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            swaks(site, "mx", "user@ours.example", "--body", "hello from swaks").orFail();
            swaks(site, "mx", "user@ours.example", "--pipeline").orFail();
            Run.Ended relay = swaks(site, "mx", "someone@foreign.example");
            assertThat(relay.code()).isEqualTo(24); // RCPT refused
            assertThat(relay.output()).contains("550 5.7.1");
            awaitMails(site, 2);
            assertThat(site.inbox().mails().toString()).contains("hello from swaks");
        }
    }

    private static void awaitMails(Site site, int count) {
        Await.until(
                Duration.ofSeconds(20),
                () -> count + " arrive: " + site.inbox().mails(),
                () -> site.inbox().size() == count);
    }
}
