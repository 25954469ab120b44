package dev.mailwarden.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.fixture.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** WHAT-4, CONF-1: settings are kept with their history; a file changes nothing by itself. */
class ApplyIT {

    @TempDir private Path directory;

    /** Settings in which one more mailbox exists. */
    private static String with(Site site, String localPart) {
        return site.configText()
                .replace(
                        "user@ours.example,",
                        "user@ours.example, %s,".formatted(localPart + "@ours.example"));
    }

    private static String rcpt(Site site, String localPart) throws IOException {
        try (var wire = site.session("mx")) {
            wire.command("EHLO client.example");
            wire.command("MAIL FROM:<sender@client.example>");
            return wire.command("RCPT TO:<" + localPart + "@ours.example>");
        }
    }

    private static List<JsonNode> history(Site site) {
        return site.gateway()
                .cli("history", "--json")
                .orFail()
                .lines()
                .map(EventJournal::json)
                .toList();
    }

    @Test
    void everyChangeIsShownKeptAndCanBeUndone() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            GatewayProcess gateway = site.gateway();
            Path other = directory.resolve("other.yaml");
            Files.writeString(other, with(site, "new"));
            Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));

            assertThat(gateway.cli("apply", other.toString(), "--dry-run").orFail())
                    .contains("+      - new@ours.example")
                    .contains("nothing was changed");
            assertThat(rcpt(site, "new")).startsWith("550 5.1.1");

            assertThat(gateway.cli("apply", other.toString(), "--comment", "a new one").orFail())
                    .contains("+      - new@ours.example")
                    .contains("revision 2 is in force");
            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");
            assertThat(gateway.cli("apply", other.toString()).orFail()).contains("nothing to do");
            assertThat(gateway.cli("diff").orFail()).contains("-      - new@ours.example");

            Files.writeString(other, "settings: {relay: {local-domains: [x y]}}\n");
            Run.Ended wrong = gateway.cli("apply", other.toString());
            assertThat(wrong.code()).isEqualTo(78);
            assertThat(wrong.output())
                    .contains("other.yaml:1:36: settings.relay.local-domains[1]: ");
            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");

            Files.writeString(other, gateway.cli("export").orFail());
            assertThat(gateway.cli("rollback", "1", "--author", "ann").orFail())
                    .contains("-      - new@ours.example");
            assertThat(rcpt(site, "new")).startsWith("550 5.1.1");
            assertThat(gateway.cli("apply", other.toString()).orFail())
                    .contains("revision 4 is in force");
            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");
            assertThat(gateway.cli("diff", "2", "4").orFail()).contains("they do not differ");
            assertThat(gateway.cli("rollback", "9").code()).isEqualTo(1);

            List<JsonNode> history = history(site);
            assertThat(history)
                    .extracting(row -> row.path("revision").asInt())
                    .containsExactly(4, 3, 2, 1);
            assertThat(history.get(1).path("author").asString()).isEqualTo("ann");
            assertThat(history.get(2).path("comment").asString()).isEqualTo("a new one");
            assertThat(history.getFirst().path("inForce").asBoolean()).isTrue();
        }
    }

    @Test
    void whatWasAppliedOutlivesAKillAndAnEditedFileIsOnlyReported() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            Files.writeString(site.configFile(), with(site, "new"));
            site.gateway().cli("apply").orFail();
            site.gateway().kill();
            Files.writeString(site.configFile(), with(site, "later"));

            site.restart();

            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");
            assertThat(rcpt(site, "later")).startsWith("550 5.1.1");
            assertThat(Files.readString(site.data().resolve("log/important")))
                    .containsPattern(
                            "settings of .*mailwarden\\.yaml are not in force: relay; `mailwarden"
                                    + " diff`.*`mailwarden apply`");
            assertThat(site.gateway().cli("reload").orFail())
                    .contains("settings of the file are not in force: relay")
                    .contains("revision 2 is in force");
            assertThat(rcpt(site, "later")).startsWith("550 5.1.1");
            assertThat(history(site)).hasSize(2);
        }
    }

    @Test
    void settingsThatCannotBeReadAreNamedWithTheRemedy() throws Exception {
        try (Site site = Site.start(directory, GatewayConfig.standard())) {
            site.gateway().cli("history").orFail(); // it is up, so that it stops in order
            site.gateway().stop();
            Path database = site.data().resolve("settings.db");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
                    .isEqualTo("rw-------");
            Files.writeString(database, "not a database ".repeat(1_000));
            Files.deleteIfExists(site.data().resolve("settings.db-wal")); // it could mend all
            try (GatewayProcess again =
                    GatewayProcess.start(site.configFile(), "-Xmx256m", List.of())) {
                assertThat(again.awaitEnd(Duration.ofSeconds(60))).isEqualTo(78);
                assertThat(again.said())
                        .contains("the settings in " + database + " cannot be read")
                        .contains("restore it from a backup");
            }
        }
    }

    @Test
    void mailboxesInAFileAreReadAgainByAReload() throws Exception {
        Path users = Files.writeString(directory.resolve("users"), "user@ours.example\n");
        String recipients =
                "settings: {relay: {recipients: {file: users, mailboxes: null, domains: null}}}";
        try (Site site = Site.start(directory, GatewayConfig.standard().with(recipients))) {
            assertThat(rcpt(site, "new")).startsWith("550 5.1.1");
            Files.writeString(users, "user@ours.example\nnew@ours.example\n");
            site.gateway().cli("reload").orFail();
            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");
            Files.writeString(users, "nonsense\n");
            assertThat(site.gateway().cli("reload").code()).isEqualTo(78);
            assertThat(rcpt(site, "new")).startsWith("250 2.1.5");
        }
    }
}
