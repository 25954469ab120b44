package dev.mailwarden.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code mailwarden queue}, {@code trace}, {@code apply} and {@code check-config}. */
class CommandLineIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Long enough that nothing is tried again unless asked for. */
    private static final String PATIENT =
            "settings: {queue: {first-retry: 1h, longest-retry: 1h, lifetime: 3d}}";

    @TempDir private static Path directory;

    private static @Nullable Site site;

    @BeforeAll
    static void start() throws Exception {
        site = Site.start(directory, GatewayConfig.standard().with(PATIENT));
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

    @BeforeEach
    void clear() throws IOException {
        Files.writeString(site().configFile(), site().configText());
        site().gateway().cli("queue", "delete", "--all");
        site().inbox().clear();
    }

    private static List<JsonNode> rows(String... arguments) {
        return site().gateway()
                .cli(arguments)
                .output()
                .lines()
                .filter(line -> line.startsWith("{")) // the others are words for people
                .map(EventJournal::json)
                .toList();
    }

    /** Sends a message that the next hop puts off, and waits until it is in the queue so. */
    private static String deferred(String recipient) throws IOException {
        String reply =
                site().send("sender@client.example", recipient, Mailer.message("queued", 300));
        String journey = Mailer.journey(reply);
        Await.until(
                SOON,
                () -> "deferred: " + site().gateway().cli("queue", "list").output(),
                () ->
                        rows("queue", "list", "--json").stream()
                                .anyMatch(row ->
                                        is(row, "journey", journey)
                                                && is(row, "state", "deferred")));
        return journey;
    }

    private static boolean is(JsonNode row, String name, String value) {
        return row.path(name).asString("").equals(value);
    }

    @Test
    void aDeferredMessageIsListedAndShown() throws IOException {
        String journey = deferred("busy1@open.example");
        List<JsonNode> listed = rows("queue", "list", "--to", "busy1@open.example", "--json");
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().path("sender").asString()).isEqualTo("sender@client.example");
        assertThat(listed.getFirst().path("attempts").asInt()).isEqualTo(1);
        assertThat(listed.getFirst().path("reason").asString()).contains("mailbox busy");
        assertThat(rows("queue", "list", "--to", "other@open.example", "--json")).isEmpty();
        JsonNode shown = rows("queue", "show", journey, "--json").getFirst();
        assertThat(shown.path("recipient").asString()).isEqualTo("busy1@open.example");
        assertThat(shown.path("state").asString()).isEqualTo("queued");
        assertThat(site().gateway().cli("queue", "list").orFail()).contains(journey);
    }

    @Test
    void retryTriesNow() throws IOException {
        String journey = deferred("later-cli@open.example");
        assertThat(site().inbox().size()).isZero();
        site().gateway().cli("queue", "retry", journey).orFail();
        Await.until(SOON, () -> "delivered after retry", () -> site().inbox().size() == 1);
        // The next hop has the mail before the gateway has read that it does.
        Await.until(
                SOON, () -> "out of the queue", () -> rows("queue", "list", "--json").isEmpty());
    }

    @Test
    void deleteRemovesWithoutTellingTheSender() throws IOException {
        String journey = deferred("busy2@open.example");
        site().gateway().cli("queue", "delete", journey).orFail();
        assertThat(rows("queue", "list", "--json")).isEmpty();
        assertThat(events(journey)).contains("removed");
        assertThat(site().inbox().mails()).isEmpty();
    }

    @Test
    void heldMailWaitsUntilItIsReleased() throws Exception {
        String journey = deferred("later-held@open.example");
        Await.until( // while it is being tried, it is not held
                SOON,
                () -> "held",
                () -> site().gateway().cli("queue", "hold", journey).code() == 0);
        assertThat(rows("queue", "list", "--state", "held", "--json"))
                .singleElement()
                .matches(row -> is(row, "journey", journey));
        assertThat(site().gateway().cli("queue", "list", "--state", "lost").code()).isEqualTo(64);
        site().gateway().cli("queue", "release", journey).orFail();
        Await.until(SOON, () -> "delivered after release", () -> site().inbox().size() == 1);
        Await.asserted(SOON, () -> assertThat(events(journey)).contains("held", "released"));
    }

    @Test
    void redirectedMailGoesToTheHostThatWasNamed() throws Exception {
        String journey = deferred("busy4@open.example");
        Inbox elsewhere = new Inbox();
        try (InnerServer other = InnerServer.start(Manners.PLAIN, elsewhere)) {
            assertThat(
                            site().gateway()
                                    .cli("queue", "redirect", journey, "--host", "no such host")
                                    .output())
                    .contains("needs a host name or IP address");
            site().gateway()
                    .cli(
                            "queue",
                            "redirect",
                            journey,
                            "--host",
                            "127.0.0.1:" + other.port(),
                            "--tls",
                            "none")
                    .orFail();
            Await.until(
                    SOON,
                    () -> "offered elsewhere: " + events(journey),
                    () -> events(journey).stream().filter("deferred"::equals).count() > 1);
        }
        assertThat(rows("trace", journey, "--json"))
                .anyMatch(row ->
                        is(row, "event", "redirected")
                                && row.path("text").asString("").contains("hop:"));
    }

    @Test
    void receivingAndSendingAreSwitchedForThemselves() throws IOException {
        try {
            site().gateway().cli("switch", "sending", "off").orFail();
            site().send("sender@client.example", "user@ours.example", Mailer.message("off", 300));
            assertThat(rows("queue", "list", "--json"))
                    .singleElement()
                    .matches(row -> is(row, "state", "ready"));
            site().gateway().cli("switch", "receiving", "off").orFail();
            try (Wire wire = Wire.connect(site().port("mx"))) {
                assertThat(wire.readReply().getFirst()).startsWith("421 4.3.2");
            }
            site().gateway().cli("switch", "sending", "on").orFail();
            Await.until(SOON, () -> "sent", () -> site().inbox().size() == 1);
        } finally {
            site().gateway().cli("switch", "sending", "on");
            site().gateway().cli("switch", "receiving", "on").orFail();
        }
        assertThat(site().gateway().cli("switch", "everything", "off").code()).isEqualTo(64);
        assertThat(site().gateway().cli("switch", "sending", "perhaps").code()).isEqualTo(64);
        site().send("sender@client.example", "user@ours.example", Mailer.message("on", 300));
    }

    @Test
    void aDrainedGatewayTakesNothingAndSaysWhatIsLeft() throws IOException {
        deferred("later-drained@open.example");
        try {
            Await.until(
                    SOON,
                    () -> "drained: " + site().gateway().cli("drain").output(),
                    () -> site().gateway().cli("drain").code() == 0);
            assertThat(site().gateway().cli("drain").output())
                    .contains("receiving is off; 0 recipients wait, 0 are held");
            assertThat(site().inbox().size()).isEqualTo(1);
            try (Wire wire = Wire.connect(site().port("mx"))) {
                assertThat(wire.readReply().getFirst()).startsWith("421 4.3.2");
            }
        } finally {
            site().gateway().cli("switch", "receiving", "on").orFail();
        }
    }

    private static List<String> events(String what) {
        return rows("trace", what, "--json").stream()
                .map(row -> row.path("event").asString())
                .toList();
    }

    @Test
    void aJourneyIsTracedByIdAddressAndMessageId() throws Exception {
        byte[] message = Mailer.message("traced-4711", 300);
        String reply = site().send("sender@client.example", "user@ours.example", message);
        String journey = Mailer.journey(reply);
        Await.asserted(
                SOON,
                () ->
                        assertThat(events(journey))
                                .containsExactly("received", "judged", "delivered"));
        assertThat(events("user@ours.example")).contains("received", "delivered");
        assertThat(events("<traced-4711@client.example>")).contains("received");
        assertThat(site().gateway().cli("trace", "no.such@nowhere.example").code()).isEqualTo(1);
    }

    @Test
    void theAuditAddsUp() throws IOException {
        deferred("busy3@open.example");
        JsonNode audit = rows("queue", "audit", "--json").getFirst();
        long ended = 0;
        for (String end :
                List.of("delivered", "bounced", "queued", "held", "setAside", "removed")) {
            ended += audit.path(end).asLong();
        }
        assertThat(audit.path("accepted").asLong()).isEqualTo(ended).isPositive();
        assertThat(audit.path("queued").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsNotQueuedIsNotFound() {
        Run.Ended ended =
                site().gateway().cli("queue", "show", "019a0000-0000-7000-8000-000000000000");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void whatIsAppliedIsInForce() throws IOException {
        assertThat(rcpt("new@ours.example")).startsWith("550 5.1.1");
        Files.writeString(
                site().configFile(),
                site().configText()
                        .replace("user@ours.example", "user@ours.example, new@ours.example"));
        site().gateway().cli("apply").orFail();
        assertThat(rcpt("new@ours.example")).startsWith("250 2.1.5");
        Files.writeString(site().configFile(), site().configText());
        site().gateway().cli("apply").orFail();
        assertThat(rcpt("new@ours.example")).startsWith("550 5.1.1");
    }

    private static String rcpt(String recipient) throws IOException {
        try (var wire = site().session("mx")) {
            wire.command("EHLO client.example");
            wire.command("MAIL FROM:<sender@client.example>");
            return wire.command("RCPT TO:<" + recipient + ">");
        }
    }

    /** O-11: old settings stay; the error names file, line and setting. */
    @Test
    void aBadConfigurationChangesNothing() throws IOException {
        for (String bad :
                List.of(
                        "settings: [",
                        site().configText().replace("local-domains:", "local-domain:"),
                        site().configText().replace("tls: require", "tls: perhaps"),
                        site().configText().replace("1h", "yesterday"),
                        "",
                        "\0")) {
            Files.writeString(site().configFile(), bad);
            Run.Ended apply = site().gateway().cli("apply", "--data", site().data().toString());
            assertThat(apply.code()).isEqualTo(78);
            assertThat(apply.output()).containsPattern("mailwarden\\.yaml:\\d+");
            Run.Ended check = GatewayProcess.cli(site().configFile(), "check-config");
            assertThat(check.code()).isEqualTo(78);
            assertThat(check.output()).containsPattern("mailwarden\\.yaml:\\d+:\\d+: ");
            assertThat(rcpt("user@ours.example")).startsWith("250 2.1.5");
        }
    }

    @Test
    void anErrorNamesLineAndSettingAndWhatIsAllowed() throws IOException {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, site().configText().replace("tls: require", "tls: perhaps"));
        long line =
                Files.readString(file).lines().takeWhile(text -> !text.contains("perhaps")).count()
                        + 1;
        Run.Ended check = GatewayProcess.cli(file, "check-config");
        assertThat(check.output()).contains("bad.yaml:" + line + ":", "tls", "attempt");
    }
}
