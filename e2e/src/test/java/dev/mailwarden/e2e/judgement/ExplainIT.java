package dev.mailwarden.e2e.judgement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code mailwarden explain} and {@code check}: why, and what if. */
class ExplainIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String RULES =
            """
            node:
              master-key: ${data}-keys/master.key
            settings:
              rules:
                - name: Nobody
                  senders: [nobody@nowhere.example]
                  recipients: ["*"]
                  mode: reject
                - name: Secrets
                  senders: ["*"]
                  recipients: ["*@ours.example"]
                  scan:
                    content:
                      on: true
                      expressions:
                        - name: Words
                          reaction: {action: reject, backup: true, tag: "[Secret]"}
                          conditions: [{subject: {texts: [heron]}}]
            """;

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        site = Site.start(directory, GatewayConfig.standard().with(RULES));
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

    private static Run.Ended cli(String... arguments) {
        return site().gateway().cli(arguments);
    }

    private static List<JsonNode> rows(String... arguments) {
        return cli(arguments).orFail().lines().map(EventJournal::json).toList();
    }

    private static String sent(String id, String recipient) throws IOException {
        return site().send("sender@client.example", recipient, Mailer.message(id, 300));
    }

    private static String explained(String journey, String... more) {
        List<String> words = new ArrayList<>(List.of("explain", journey));
        words.addAll(List.of(more));
        String[] arguments = words.toArray(String[]::new);
        Await.until(SOON, () -> "recorded: " + journey, () -> cli(arguments).code() == 0);
        return cli(arguments).orFail();
    }

    @Test
    void aRefusalIsExplainedToTheAdministrator() throws IOException {
        String reply = sent("heron-1", "user@ours.example");
        assertThat(reply).startsWith("550 5.7.1 ").doesNotContain("heron", "Secrets");
        String journey = Mailer.journey(reply);
        assertThat(explained(journey))
                .contains(
                        "Journey " + journey,
                        "from            <sender@client.example> by client 127.0.0.1",
                        "subject         heron-1",
                        "For user@ours.example",
                        "rule            2 \"Secrets\": sender *, recipient *@ours.example",
                        "rules above     1 \"Nobody\" does not name the sender",
                        "calls for Reject, Backup, tag [Secret] by \"Words\": this decides",
                        "outcome         Reject, refused, due to content",
                        "otherwise       if Content had found nothing: Skip, delivered by rule")
                .doesNotContain("note  ");
        JsonNode row = EventJournal.json(explained(journey, "--json").strip());
        assertThat(row.at("/judged/action").asString()).isEqualTo("Reject");
        assertThat(row.at("/judged/rule/name").asString()).isEqualTo("Secrets");
        assertThat(row.at("/judged/again").asBoolean()).isTrue();
    }

    @Test
    void whatTheEdgeRefusedIsExplainedByItsReply() throws IOException {
        String reply = sent("x", "unknown@ours.example");
        assertThat(reply).startsWith("550 5.1.1 ");
        assertThat(explained(Mailer.journey(reply)))
                .contains("For unknown@ours.example", "refused at      rcpt", "550 5.1.1 ");
    }

    @Test
    void aJourneyThatIsNotThereIsNamed() {
        Run.Ended ended = cli("explain", "019a0000-0000-7000-8000-000000000000");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("nothing is recorded of 019a");
        assertThat(cli("explain", "user@ours.example").output()).contains("is no journey id");
    }

    private static String file(String id, int octets) throws IOException {
        Path file = directory.resolve(id + ".eml");
        String lines = new String(Mailer.message(id, octets), ISO_8859_1).replace("\r\n", "\n");
        return Files.write(file, lines.getBytes(ISO_8859_1)).toString();
    }

    private static String[] check(String file, String... more) {
        List<String> words =
                new ArrayList<>(List.of("check", file, "--from", "a@b.example", "--to"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void aMessageIsTriedOutAndNothingComesOfIt() throws IOException {
        int events = site().journal().events().size();
        long files = files();
        String text = cli(check(file("heron-2", 300), "user@ours.example")).orFail();
        assertThat(text)
                .contains(
                        "For user@ours.example",
                        "rule            2 \"Secrets\"",
                        "outcome         Reject, refused, due to content",
                        "reply           550 5.7.1 Message refused",
                        "copies          the original to backup");
        List<JsonNode> rows =
                rows(
                        check(
                                file("heron-3", 3_000_000),
                                "user@ours.example",
                                "x@open.example",
                                "--json"));
        assertThat(rows).hasSize(2);
        assertThat(rows)
                .anySatisfy(row -> {
                    assertThat(row.at("/recipients/0").asString()).isEqualTo("user@ours.example");
                    assertThat(row.at("/why/action").asString()).isEqualTo("Reject");
                    assertThat(row.at("/why/fate").asString()).isEqualTo("quarantined");
                })
                .anySatisfy(row -> {
                    assertThat(row.at("/recipients/0").asString()).isEqualTo("x@open.example");
                    assertThat(row.at("/why/fate").asString()).isEqualTo("delivered");
                    assertThat(row.at("/reply").asString()).startsWith("250 ");
                });
        assertThat(site().journal().events()).hasSize(events);
        assertThat(files()).isEqualTo(files);
        assertThat(rows("queue", "list", "--json")).isEmpty();
    }

    /** {@return files of messages, queued or kept} */
    private static long files() throws IOException {
        long count = 0;
        for (String part : List.of("kept", "spool/blobs", "scratch")) {
            Path root = site().data().resolve(part);
            if (Files.exists(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    count += files.filter(Files::isRegularFile).count();
                }
            }
        }
        return count;
    }

    @Test
    void whatCannotBeTriedOutIsNamed() throws IOException {
        Run.Ended none = cli(check(directory.resolve("none.eml").toString(), "a@b.example"));
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.output()).contains("there is no ").contains("none.eml");
        Run.Ended noAddress = cli(check(file("x", 300), "nonsense"));
        assertThat(noAddress.code()).isEqualTo(64);
        assertThat(noAddress.output()).contains("not an address: nonsense");
        Run.Ended tooLarge = cli(check(file("large", 22_000_000), "user@ours.example"));
        assertThat(tooLarge.code()).isEqualTo(1);
        assertThat(tooLarge.output()).contains("limits.message-octets is 20971520");
    }
}
