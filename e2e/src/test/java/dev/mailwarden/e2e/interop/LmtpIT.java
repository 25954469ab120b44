package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.OUT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.Dovecot;
import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Installation;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** OUT-3: delivery by LMTP into the mailboxes of Dovecot. */
@InteropWith(PeerProgram.DOVECOT)
class LmtpIT {

    private static final List<String> USERS = List.of("user", "unknown", "full", "other", "stuck");

    @TempDir private Path directory;

    /** The gateway, and Dovecot behind it. */
    private record Pair(Dovecot dovecot, Site site) implements Closeable {

        static Pair start(Path directory) throws Exception {
            GatewayProcess.launcher();
            Path behind = Files.createDirectory(directory.resolve("dovecot"));
            Installation.giveAway(behind);
            Dovecot dovecot = Dovecot.start(behind, "open.example");
            try {
                Path home = Files.createDirectory(directory.resolve("gateway"));
                return new Pair(dovecot, Site.start(home, to(dovecot)));
            } catch (Exception e) {
                dovecot.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            site.close();
            dovecot.close();
        }
    }

    @InteropCase(
            direction = OUT,
            value = "LMTP, two of five recipients taken",
            seen = "octets in their mailboxes, our event of each")
    void eachRecipientHasItsOwnOutcomeAndTheContentStaysAsItWas() throws Exception {
        try (Pair pair = Pair.start(directory)) {
            Site site = pair.site();
            Dovecot dovecot = pair.dovecot();
            String small = message("small", 3);
            String large = message("large", 6_000);
            send(site, "", small);
            send(site, "", large);
            Await.until(
                    Duration.ofSeconds(60),
                    () -> outcomes(site) + dovecot.log(),
                    () ->
                            outcomes(site).size() == USERS.size()
                                    && dovecot.mailbox("other").size() == 2);
            assertThat(outcomes(site))
                    .containsExactly(
                            "bounced full 5.2.2 lmtp",
                            "bounced unknown 5.1.1 lmtp",
                            "deferred stuck 4.2.0 lmtp",
                            "delivered other 2.0.0 lmtp",
                            "delivered user 2.0.0 lmtp");
            for (String user : List.of("user", "other")) {
                assertThat(dovecot.mailbox(user).stream().map(LmtpIT::asSent))
                        .containsExactlyInAnyOrder(small, large);
            }
            assertThat(dovecot.mailbox("full")).isEmpty();
        }
    }

    @InteropCase(
            direction = OUT,
            value = "LMTP, DSN that it does not have",
            seen = "our report: Action delivered for two of five; no failure to flufl.bounce")
    void whatIsInAMailboxIsReportedAsDelivered() throws Exception {
        try (Pair pair = Pair.start(directory)) {
            Inbox inbox = pair.site().inbox();
            send(pair.site(), " NOTIFY=SUCCESS", message("asked", 3));
            Await.until(
                    Duration.ofSeconds(60),
                    () -> inbox.mails() + pair.dovecot().log(),
                    () -> inbox.size() > 0);
            InnerMail report = inbox.mails().getFirst();
            assertThat(report.envelope())
                    .startsWith("MAIL FROM:<>")
                    .contains("RCPT TO:<sender@client.example>");
            assertThat(field(report, "Action")).containsExactly("delivered", "delivered");
            assertThat(field(report, "Final-Recipient"))
                    .containsExactly("rfc822;user@open.example", "rfc822;other@open.example");
            assertThat(ReportReaders.mailman(report)).isEqualTo("|");
        }
    }

    private static List<String> field(InnerMail report, String name) {
        return report.content()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    private static GatewayConfig to(Dovecot dovecot) {
        return GatewayConfig.standard()
                .with(
                        """
                        settings:
                          bounce: {outside: send}
                          routes:
                            entries:
                              - match: open.example
                                protocol: lmtp
                                hosts: [{host: 127.0.0.1, port: %d}]
                                tls: none
                        """
                                .formatted(dovecot.port()));
    }

    private static void send(Site site, String parameters, String message) throws IOException {
        try (Wire wire = site.session("mx")) {
            wire.command("EHLO client.example");
            assertThat(wire.command("MAIL FROM:<sender@client.example>")).startsWith("250");
            for (String user : USERS) {
                String recipient = "<" + user + "@open.example>" + parameters;
                assertThat(wire.command("RCPT TO:" + recipient)).startsWith("250");
            }
            assertThat(wire.command("DATA")).startsWith("354");
            wire.write(Octets.stuffed(message.getBytes(ISO_8859_1)));
            assertThat(wire.readReply().getLast()).startsWith("250");
        }
    }

    /** Dots, blanks at the end, letters of several octets; as one character an octet. */
    private static String message(String id, int lines) {
        String text =
                "From: <sender@client.example>\r\nSubject: "
                        + id
                        + "\r\n\r\n"
                        + ".\r\n..two dots \t\r\n\r\n\u00e4\u0436\u866b\r\n.".repeat(lines)
                        + "\r\n";
        return Octets.latin1(text.getBytes(UTF_8));
    }

    /** What is below the fields that Dovecot and the gateway put on top. */
    private static String asSent(String stored) {
        assertThat(stored).startsWith("Return-Path: <sender@client.example>\r\n");
        String received = stored.substring(stored.indexOf("\r\n") + 2);
        if (received.startsWith("Delivered-To: ")) {
            received = received.substring(received.indexOf("\r\n") + 2);
        }
        return new InnerMail(0, "", List.of(), received, false).withoutTrace(2);
    }

    /** Kind, recipient, status and protocol of what happened at the next hop, each once. */
    private static Set<String> outcomes(Site site) {
        Set<String> outcomes = new TreeSet<>();
        for (JsonNode event : site.journal().events()) {
            for (JsonNode recipient : event.path("recipients")) {
                String address = recipient.asString("");
                if (event.has("hop") && address.endsWith("@open.example")) {
                    outcomes.add(
                            "%s %s %s %s"
                                    .formatted(
                                            EventJournal.kind(event),
                                            address.replace("@open.example", ""),
                                            event.path("status").asString(),
                                            event.path("hop").path("protocol").asString("")));
                }
            }
        }
        return outcomes;
    }
}
