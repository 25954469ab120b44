package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * P-06: one binary message for two recipients. One is behind another gateway and a server that
 * takes binary mail, the other behind Postfix, which does not.
 */
class BinaryMailIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Manners BINARY =
            new Manners(
                    List.of("PIPELINING", "CHUNKING", "BINARYMIME"),
                    Optional.empty(),
                    false,
                    List.of(),
                    Duration.ZERO);

    @TempDir private Path directory;

    @Test
    void goesOnAsItIsWhereItMayAndConvertedWhereItMust() throws Exception {
        GatewayProcess.launcher();
        Run.needs("python3");
        var inbox = new Inbox();
        byte[] data = data();
        byte[] message = message(data);
        try (InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
                Postfix postfix = Postfix.start(folder("postfix"), recorder.port(), Map.of());
                Site second = Site.start(folder("second"), GatewayConfig.standard())) {
            second.innerServer(BINARY);
            try (Site first = Site.start(folder("first"), to(second, postfix))) {
                give(first, message);
                InnerMail binary = arrived(second.inbox(), first);
                assertThat(binary.mail()).contains("BODY=BINARYMIME");
                assertThat(binary.withoutTrace(2).getBytes(ISO_8859_1)).isEqualTo(message);
                InnerMail lines = arrived(inbox, first);
                assertThat(lines.mail()).doesNotContain("BINARYMIME");
                assertThat(lines.content().replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
                assertThat(readByPython(lines)).isEqualTo(Octets.show(data));
                Await.until(
                        PATIENCE,
                        () -> first.journal().events().toString(),
                        () ->
                                deliveries(first)
                                        .equals(
                                                Set.of(
                                                        "binary@open.example false",
                                                        "lines@open.example true")));
            }
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private static GatewayConfig to(Site second, Postfix postfix) {
        return GatewayConfig.standard()
                .with(
                        """
                        settings:
                          routes:
                            entries:
                              - {match: binary@open.example, hosts: ['127.0.0.1:%d'], tls: none}
                              - {match: lines@open.example, hosts: ['127.0.0.1:%d'], tls: none}
                        """
                                .formatted(second.port("mx"), postfix.port()));
    }

    private static void give(Site site, byte[] message) throws IOException {
        try (Wire wire = site.session("mx")) {
            wire.write("EHLO client.example\r\n".getBytes(ISO_8859_1));
            assertThat(wire.readReply()).contains("250-CHUNKING", "250-BINARYMIME");
            assertThat(wire.command("MAIL FROM:<sender@client.example> BODY=BINARYMIME"))
                    .startsWith("250");
            for (String user : List.of("binary", "lines")) {
                assertThat(wire.command("RCPT TO:<" + user + "@open.example>")).startsWith("250");
            }
            wire.write(("BDAT " + message.length + " LAST\r\n").getBytes(ISO_8859_1));
            wire.write(message);
            assertThat(wire.readReply().getLast()).startsWith("250");
        }
    }

    private static InnerMail arrived(Inbox inbox, Site by) {
        Await.until(
                PATIENCE,
                () -> "a message arrives: " + by.journal().events(),
                () -> inbox.size() == 1);
        return inbox.mails().getFirst();
    }

    /** Every octet, what ends a DATA, what is like a delimiter, and noise. */
    private static byte[] data() {
        var noise = new byte[200_000];
        new Random(20_261_122).nextBytes(noise);
        var every = new StringBuilder("\r\n.\r\n\n.\n\n--b\n\n--b--\n\r\n--");
        for (char octet = 0; octet < 256; octet++) {
            every.append(octet);
        }
        return (every + new String(noise, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static byte[] message(byte[] data) {
        String top =
                """
                From: <sender@client.example>
                Subject: binary
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b
                Content-Transfer-Encoding: binary

                --b

                Some text.
                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: binary

                """
                        .replace("\n", "\r\n");
        return (top + new String(data, ISO_8859_1) + "\r\n--b--\r\n").getBytes(ISO_8859_1);
    }

    /** The second part, shown as {@link Octets} does. */
    private String readByPython(InnerMail mail) throws Exception {
        Path file = directory.resolve("converted.eml");
        Path part = directory.resolve("part");
        Files.write(file, mail.content().getBytes(ISO_8859_1));
        Run.toTheEnd(
                        "python3",
                        "-c",
                        """
                        import sys, email
                        from email import policy
                        message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=policy.default)
                        text, data = message.iter_parts()
                        assert text.get_content() == 'Some text.', repr(text.get_content())
                        open(sys.argv[2], 'wb').write(data.get_payload(decode=True))
                        """,
                        file.toString(),
                        part.toString())
                .orFail();
        return Octets.show(Files.readAllBytes(part));
    }

    private static Set<String> deliveries(Site site) {
        Set<String> deliveries = new TreeSet<>();
        for (JsonNode event : site.journal().events()) {
            if (EventJournal.kind(event).equals("delivered")) {
                for (JsonNode recipient : event.path("recipients")) {
                    deliveries.add(
                            recipient.asString("")
                                    + " "
                                    + event.path("converted").asBoolean(false));
                }
            }
        }
        return deliveries;
    }
}
