package dev.mailwarden.e2e.judgement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.fixture.SuiteFiles;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However an attachment and its name are spelled, a rule that bans it holds (mime-is-broken, J-09):
 * who is to be refused is refused, and what is delivered without it is seen with it by nobody.
 */
class HiddenAttachmentIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern PAYLOAD = Pattern.compile("X-Payload-Id: (\\S+)");

    /** Has no banned name: the sender of the set wanted to see one that is not refused. */
    private static final String HARMLESS = "fname-cdisp.png";

    /** Their content is cut by the program that made them: there is no archive in them. */
    private static final String[] EMPTY = {
        "multipart-basic-singlepart-binhex",
        "multipart-basic-singlepart-binhex40",
        "multipart-basic-singlepart-mac-binhex40"
    };

    /** No line of text: base64, UU, yEnc and quoted-printable of something packed. */
    private static final Pattern PACKED = Pattern.compile("(?m)^[^ \r\n:;]{24,}(?=\r$)");

    private static final String RULES =
            """
            node:
              master-key: ${data}-keys/master.key
            settings:
              rules:
                - name: Refuse
                  senders: ["*"]
                  recipients: [other@ours.example]
                  scan:
                    content:
                      on: true
                      error: reject
                      expressions:
                        - name: Names
                          reaction: {action: reject}
                          conditions: [{inner-name: {masks: ["*.zip"]}}]
                        - name: Types
                          reaction: {action: reject}
                          conditions: [{attachment-type: {types: [zip]}}]
                - name: Cut
                  senders: ["*"]
                  recipients: [user@ours.example]
                  scan:
                    antivirus: {intrusion-threat: skip}
                    content:
                      on: true
                      error: reject
                      expressions:
                        - name: Names
                          reaction: {action: delete-attachment}
                          conditions: [{inner-name: {masks: ["*.zip"]}}]
                        - name: Types
                          reaction: {action: delete-attachment}
                          conditions: [{attachment-type: {types: [zip]}}]
            """;

    /** Prints the files that have a ZIP archive, or a part that is named like one. */
    private static final String READER =
            """
            import email, sys
            for path in sys.argv[1:]:
                with open(path, "rb") as file:
                    for part in email.message_from_bytes(file.read()).walk():
                        body = part.get_payload(decode=True) or b""
                        named = str(part.get_filename()) + str(part.get_params())
                        if b"PK\\x03\\x04" in body or ".zip" in named.lower():
                            print(path)
                            break
            """;

    @TempDir private Path directory;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site =
                Site.start(
                        Files.createDirectory(directory.resolve("site")),
                        GatewayConfig.standard().with(RULES));
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
    }

    @Test
    void aBannedNameIsSeenInEverySpelling() throws Exception {
        List<Path> spellings =
                SuiteFiles.within(
                        SuiteFiles.of("hostile.tar.gz", directory), "mime-is-broken-filename");
        assertThat(spellings).hasSizeGreaterThanOrEqualTo(125);
        assertThat(passing(spellings)).containsExactly(HARMLESS);
        assertThat(readable(spellings)).isSubsetOf(HARMLESS);
    }

    @Test
    void aBannedArchiveIsSeenInEverySpelling() throws Exception {
        List<Path> spellings =
                SuiteFiles.within(
                        SuiteFiles.of("flagged.zip", directory), "mime-is-broken-content");
        assertThat(spellings).hasSizeGreaterThanOrEqualTo(266);
        assertThat(passing(spellings)).isSubsetOf(EMPTY);
        assertThat(readable(spellings)).isSubsetOf(EMPTY);
    }

    /** {@return those that the rule which refuses lets in} */
    private List<String> passing(List<Path> spellings) throws IOException {
        List<String> passing = new ArrayList<>();
        for (Path spelling : spellings) {
            byte[] message = octets(spelling);
            String reply = site.send("sender@client.example", "other@ours.example", message);
            assertThat(reply).as(id(message)).matches("(250|5\\d\\d).*");
            if (reply.startsWith("250")) {
                passing.add(id(message));
            }
        }
        return passing;
    }

    /** {@return those that are delivered so that somebody could still read the attachment} */
    private Set<String> readable(List<Path> spellings) throws Exception {
        site.inbox().clear();
        Map<String, String> originals = new HashMap<>();
        int taken = 0;
        for (Path spelling : spellings) {
            byte[] message = octets(spelling);
            originals.put(id(message), new String(message, ISO_8859_1));
            String reply = site.send("sender@client.example", "user@ours.example", message);
            assertThat(reply).as(id(message)).matches("(250|5\\d\\d).*");
            taken += reply.startsWith("250") ? 1 : 0;
        }
        int delivered = taken - quarantined();
        Await.until(
                PATIENCE,
                () -> delivered + " expected, came: " + site.inbox().size(),
                () -> site.inbox().size() >= delivered);
        System.out.printf(
                "spellings: %d sent, %d taken, %d delivered%n", spellings.size(), taken, delivered);
        Set<String> readable = new TreeSet<>();
        Map<Path, String> files = new HashMap<>();
        for (InnerMail mail : site.inbox().mails()) {
            String id = id(mail.content().getBytes(ISO_8859_1));
            if (hasPackedLine(originals.getOrDefault(id, ""), mail.content())) {
                readable.add(id);
            }
            Path file = Files.createTempFile(directory, "delivered", "");
            files.put(Files.write(file, mail.content().getBytes(ISO_8859_1)), id);
        }
        readable.addAll(pythonReads(files));
        return readable;
    }

    private int quarantined() {
        return (int)
                site.journal().events().stream()
                        .filter(event -> event.path("fate").asString().equals("quarantined"))
                        .count();
    }

    private static boolean hasPackedLine(String original, String delivered) {
        return PACKED.matcher(original)
                .results()
                .map(found -> found.group())
                .filter(line -> !line.startsWith("--"))
                .anyMatch(delivered::contains);
    }

    private List<String> pythonReads(Map<Path, String> files) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-c", READER));
        files.keySet().forEach(file -> command.add(file.toString()));
        return Run.toTheEnd(PATIENCE, directory, command)
                .orFail()
                .lines()
                .map(line -> files.getOrDefault(Path.of(line), line))
                .toList();
    }

    private static byte[] octets(Path file) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1)
                .replaceAll("\r\n|\r|\n", "\r\n")
                .getBytes(ISO_8859_1);
    }

    private static String id(byte[] message) {
        Matcher id = PAYLOAD.matcher(new String(message, ISO_8859_1));
        return id.find() ? id.group(1) : "";
    }
}
