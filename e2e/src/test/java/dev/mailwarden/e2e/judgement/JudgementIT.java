package dev.mailwarden.e2e.judgement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One message with a program in an archive, for recipients whose rules do not agree about it. */
class JudgementIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String RULES =
            """
            node:
              master-key: ${data}-keys/master.key
            settings:
              templates:
                - {name: To the watch, subject: "Found: %SUBJECT%", text: "%OBJECT_NAME%: %FINDING%"}
              rules:
                - name: Refuse
                  senders: ["*"]
                  recipients: [other@ours.example]
                  scan:
                    content:
                      on: true
                      expressions:
                        - name: Programs
                          reaction: {action: reject}
                          conditions: [{attachment-type: {types: [executables]}}]
                - name: Cut
                  senders: ["*"]
                  recipients: [user@ours.example]
                  scan:
                    content:
                      on: true
                      expressions:
                        - name: Programs
                          reaction: {action: delete-attachment, backup: true, tag: "[Cut]"}
                          conditions: [{attachment-type: {types: [executables]}}]
                  notices:
                    - {of: content, others: To the watch, list: [watch@open.example]}
                - name: Keep
                  senders: ["*"]
                  recipients: [kept@open.example]
                  scan:
                    content:
                      on: true
                      expressions:
                        - name: Programs
                          reaction: {action: quarantine}
                          conditions: [{attachment-type: {types: [executables]}}]
            """;

    @TempDir private Path directory;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        GatewayProcess.launcher();
        site = Site.start(directory, GatewayConfig.standard().with(RULES));
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    @Test
    void eachRecipientGetsWhatItsRuleSays() throws Exception {
        byte[] message = message();
        assertThat(
                        send(
                                message,
                                "user@ours.example",
                                "other@ours.example",
                                "kept@open.example",
                                "plain@open.example"))
                .startsWith("250");

        Await.until(
                PATIENCE, () -> site.journal().events().toString(), () -> site.inbox().size() == 3);
        InnerMail cut = arrived("user@ours.example");
        assertThat(cut.content())
                .contains("Subject: [Cut] monthly figures", "tool . zip")
                .doesNotContain(new String(base64(), ISO_8859_1).substring(0, 60));
        assertThat(arrived("plain@open.example").withoutTrace(1).getBytes(ISO_8859_1))
                .isEqualTo(message);
        InnerMail note = arrived("watch@open.example");
        assertThat(note.mail()).contains("FROM:<>");
        assertThat(note.content()).contains("Subject: Found: monthly figures", "tool . zip");

        // The refused recipient's share cannot be told to the client, and is kept instead.
        Await.until(PATIENCE, () -> "two in quarantine", () -> kept("quarantine") == 2);
        Await.until(PATIENCE, () -> "one in Backup", () -> kept("backup") == 1);
        assertThat(judged())
                .containsExactlyInAnyOrder(
                        "Refuse quarantined",
                        "Cut delivered",
                        "Keep quarantined",
                        "Default delivered");
        assertThat(site.gateway().cli("trace", "user@ours.example").orFail())
                .contains("by rule Cut", "Windows program");
    }

    @Test
    void whoIsRefusedAloneIsToldSo() throws Exception {
        assertThat(send(message(), "other@ours.example"))
                .startsWith("550 5.7.1 Message refused: content of this kind is not accepted");
        Await.until(
                PATIENCE, () -> "it is recorded", () -> judged().equals(List.of("Refuse refused")));
        assertThat(kept("quarantine")).isZero();
    }

    @Test
    void whatWasKeptSurvivesAKill() throws Exception {
        assertThat(send(message(), "kept@open.example", "user@ours.example")).startsWith("250");
        site.gateway().kill();
        site.restart();
        Await.until(PATIENCE, () -> "two arrive", () -> site.inbox().size() >= 2);
        assertThat(kept("quarantine")).isEqualTo(1);
        assertThat(kept("backup")).isEqualTo(1);
        assertThat(site.inbox().mails())
                .allSatisfy(
                        mail -> assertThat(mail.content()).doesNotContain("tool.zip\"\r\n\r\nUEs"));
    }

    @Test
    void withoutItsMasterKeyWhatHasToBeKeptIsPutOff() throws Exception {
        assertThat(send(message(), "kept@open.example")).startsWith("250"); // makes the keys
        site.gateway().stop();
        Path key = Path.of(site.data() + "-keys/master.key");
        Files.move(key, key.resolveSibling("elsewhere"));
        site.restart();
        assertThat(send(message(), "kept@open.example")).startsWith("451");
        assertThat(send(message(), "plain@open.example")).startsWith("250");
    }

    private String send(byte[] message, String... recipients) throws IOException {
        try (Wire wire = site.session("mx")) {
            wire.line("EHLO client.example");
            wire.readReply();
            assertThat(wire.command("MAIL FROM:<sender@client.example>")).startsWith("250");
            for (String recipient : recipients) {
                assertThat(wire.command("RCPT TO:<" + recipient + ">")).startsWith("250");
            }
            assertThat(wire.command("DATA")).startsWith("354");
            wire.patience(PATIENCE);
            wire.write(message);
            return wire.command(".");
        }
    }

    private InnerMail arrived(String recipient) {
        return site.inbox().mails().stream()
                .filter(mail -> mail.rcpts().toString().contains(recipient))
                .findFirst()
                .orElseThrow(() -> new AssertionError(site.inbox().mails()));
    }

    private List<String> judged() {
        return site.journal().events().stream()
                .filter(event -> EventJournal.kind(event).equals("judged"))
                .map(event -> event.get("ruleName").asString() + " " + event.get("fate").asString())
                .toList();
    }

    private long kept(String store) {
        try (Stream<Path> files = Files.walk(site.data().resolve("kept").resolve(store))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] message() throws IOException {
        String head =
                """
                From: Sender <sender@client.example>
                To: user@ours.example
                Subject: monthly figures
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b

                See the tool.
                --b
                Content-Type: application/octet-stream; name="tool.zip"
                Content-Disposition: attachment; filename="tool.zip"
                Content-Transfer-Encoding: base64

                """
                        .replace("\n", "\r\n");
        var message = new ByteArrayOutputStream();
        message.writeBytes(head.getBytes(ISO_8859_1));
        message.writeBytes(base64());
        message.writeBytes("\r\n--b--\r\n".getBytes(ISO_8859_1));
        return message.toByteArray();
    }

    private static byte[] base64() throws IOException {
        return Base64.getMimeEncoder().encode(zip());
    }

    /** A program as small as one can be told by: the heads of DOS and Windows. */
    private static byte[] zip() throws IOException {
        byte[] program = new byte[1024];
        program[0] = 'M';
        program[1] = 'Z';
        program[0x3c] = (byte) 0x80;
        program[0x80] = 'P';
        program[0x81] = 'E';
        program[0x84] = 0x4c;
        program[0x85] = 1;
        var octets = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(octets)) {
            zip.putNextEntry(new ZipEntry("tool.exe"));
            zip.write(program);
            zip.closeEntry();
        }
        return octets.toByteArray();
    }
}
