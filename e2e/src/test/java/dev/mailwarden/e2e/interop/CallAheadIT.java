package dev.mailwarden.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway asks a Postfix behind it which mailboxes exist. */
class CallAheadIT {

    private static final Map<String, String> KNOWS_TWO =
            Map.of(
                    "relay_domains",
                    "ours.example",
                    "relay_recipient_maps",
                    "inline:{ user@ours.example=ok, other@ours.example=ok }",
                    "smtpd_error_sleep_time",
                    "0");

    @TempDir private Path directory;

    private final Inbox inbox = new Inbox();

    private Postfix postfix(InnerServer recorder) throws Exception {
        return Postfix.start(
                Files.createDirectory(directory.resolve("inner")), recorder.port(), KNOWS_TWO);
    }

    private Site site(Postfix inner, String at) throws Exception {
        Path home = Files.createDirectory(directory.resolve("gateway"));
        return Site.start(
                home,
                GatewayConfig.standard()
                        .with(
                                """
                                settings:
                                  relay: {recipients: null}
                                  routes: {relay-host: {hosts: ['127.0.0.1:%d']}}
                                  verification: {at: %s, call-ahead: {mode: local}}
                                """
                                        .formatted(inner.port(), at)));
    }

    private static String rcpt(Site site, String client, String recipient) throws Exception {
        try (Wire wire = site.session("mx", client)) {
            wire.command("EHLO client.example");
            wire.command("MAIL FROM:<sender@client.example>");
            return wire.command("RCPT TO:<" + recipient + ">");
        }
    }

    private static long refusalsOf(Postfix postfix) {
        return postfix.log().lines().filter(line -> line.contains("NOQUEUE: reject")).count();
    }

    @Test
    void whatPostfixDoesNotKnowIsRefusedAndRemembered() throws Exception {
        GatewayProcess.launcher();
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix inner = postfix(recorder);
                Site site = site(inner, "rcpt")) {
            for (int i = 0; i < 3; i++) {
                assertThat(rcpt(site, Site.STRANGER, "ghost@ours.example"))
                        .startsWith("550 5.1.1 No such mailbox")
                        .doesNotContain("table");
            }
            assertThat(refusalsOf(inner)).isEqualTo(1);
            assertThat(inner.log()).contains("from=<> to=<ghost@ours.example>");
            Await.until(
                    Duration.ofSeconds(10),
                    () -> "the reason is recorded: " + site.journal().events(),
                    () ->
                            site.journal()
                                    .events()
                                    .toString()
                                    .contains("User unknown in relay recipient table"));
            assertThat(rcpt(site, Site.TRUSTED, "ghost@ours.example")).startsWith("250");
            assertThat(refusalsOf(inner)).isEqualTo(1);

            byte[] message = Mailer.message("known", 200);
            assertThat(site.send("sender@client.example", "user@ours.example", message))
                    .startsWith("250");
            Await.until(
                    Duration.ofSeconds(20),
                    () -> "it arrives: " + inner.log(),
                    () -> inbox.size() == 1);
            inner.stop();
            assertThat(site.send("sender@client.example", "user@ours.example", message))
                    .startsWith("250");
            assertThat(rcpt(site, Site.STRANGER, "other@ours.example")).startsWith("450 4.2.0");
        }
    }

    @Test
    void nobodyLearnsByRcptWhatPostfixKnows() throws Exception {
        GatewayProcess.launcher();
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix inner = postfix(recorder);
                Site site = site(inner, "data")) {
            assertThat(rcpt(site, Site.STRANGER, "ghost@ours.example")).startsWith("250 2.1.5");
            assertThat(rcpt(site, Site.STRANGER, "user@ours.example")).startsWith("250 2.1.5");
            byte[] message = Mailer.message("harvest", 200);
            assertThat(site.send("sender@client.example", "ghost@ours.example", message))
                    .startsWith("550 5.1.1");
            assertThat(site.send("sender@client.example", "user@ours.example", message))
                    .startsWith("250");
            Await.until(
                    Duration.ofSeconds(20),
                    () -> "it arrives: " + inner.log(),
                    () -> inbox.size() == 1);
        }
    }
}
