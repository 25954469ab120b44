package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.fixture.Scale;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P-09: Postfix hands mail to the gateway, and the gateway hands it to another Postfix. */
class PostfixRelayIT {

    private static final int MESSAGES = Scale.of(200, 20_000);

    /** Postfix knows not to wait: its queue manager is asked for every message at once. */
    private static final Map<String, String> QUICK =
            Map.of("smtpd_error_sleep_time", "0", "always_add_missing_headers", "no");

    @TempDir private Path directory;

    private final Inbox inbox = new Inbox();

    /** The player and the recorder alone, so that a difference later is the gateway's. */
    @Test
    void postfixToPostfixChangesNothing() throws Exception {
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix second = postfix("second", recorder.port());
                Postfix first = postfix("first", second.port())) {
            assertPassedUnchanged(first.port(), 2);
        }
    }

    @Test
    void postfixToGatewayToPostfixChangesNothing() throws Exception {
        GatewayProcess.launcher();
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix second = postfix("second", recorder.port())) {
            var config =
                    GatewayConfig.standard()
                            .with(
                                    "settings: {routes: {relay-host: {hosts: ['127.0.0.1:%d']}}}"
                                            .formatted(second.port()));
            Path home = Files.createDirectory(directory.resolve("gateway"));
            try (Site site = Site.start(home, config);
                    Postfix first = postfix("first", site.port("mx"))) {
                assertPassedUnchanged(first.port(), 3);
            }
        }
    }

    private Postfix postfix(String name, int relayPort) throws Exception {
        return Postfix.start(Files.createDirectory(directory.resolve(name)), relayPort, QUICK);
    }

    private void assertPassedUnchanged(int port, int hops) throws Exception {
        var sent = new TreeMap<String, String>();
        var random = new Random(20_261_121);
        try (Wire wire = Wire.connect(port)) {
            wire.readReply();
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = message("p09-" + i, random);
                sent.put("p09-" + i, Octets.latin1(message));
                assertThat(Mailer.send(wire, "sender@client.example", "user@ours.example", message))
                        .startsWith("250");
            }
        }
        Await.until(
                Duration.ofSeconds(Scale.of(90, 3_600)),
                () -> inbox.size() + " of " + MESSAGES + " arrived",
                () -> inbox.size() >= MESSAGES);
        var arrived = new HashMap<String, String>();
        for (InnerMail mail : inbox.mails()) {
            arrived.put(Mailer.id(mail), mail.withoutTrace(hops));
        }
        assertThat(inbox.mails()).hasSize(MESSAGES);
        assertThat(arrived).isEqualTo(sent);
    }

    /** Lines of every length to 990 octets, with dots, blanks and letters of many scripts. */
    private static byte[] message(String id, Random random) {
        String header =
                "From: <sender@client.example>\r\nTo: <user@ours.example>\r\n"
                        + "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <%s@client.example>\r\n"
                                .formatted(id)
                        + "Subject: "
                        + id
                        + "\r\n\r\n";
        var body = new StringBuilder(header);
        for (int line = random.nextInt(60); line >= 0; line--) {
            body.append(".".repeat(random.nextInt(4)));
            int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(70);
            for (int i = 0; i < length; i++) {
                body.appendCodePoint(
                        " .\tabcXYZ=\u00e4\u0436\u866b".codePointAt(random.nextInt(13)));
            }
            body.append("\r\n");
        }
        return body.toString().getBytes(UTF_8);
    }
}
