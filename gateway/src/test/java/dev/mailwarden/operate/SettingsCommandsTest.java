package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.LiveSettings;
import dev.mailwarden.config.Preparation;
import dev.mailwarden.config.Reading;
import dev.mailwarden.config.SettingsAtStart;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.config.SettingsStore;
import dev.mailwarden.config.StoredSettings;
import dev.mailwarden.operate.Calls.ApplyArguments;
import dev.mailwarden.operate.Calls.DiffArguments;
import dev.mailwarden.operate.Calls.ExportArguments;
import dev.mailwarden.operate.Calls.HistoryArguments;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.NoticeRow;
import dev.mailwarden.operate.Calls.RevisionRow;
import dev.mailwarden.operate.Calls.RollbackArguments;
import dev.mailwarden.operate.Calls.SettingsRow;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONF-1: check, diff, apply, export, roll back. */
class SettingsCommandsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String TEXT =
            """
            node:
              host-name: mx.example.org
              data-directory: /data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            settings:
              limits: {hops: 40}
            """;

    @TempDir Path directory;
    private Path file;
    private Database database;
    private LiveSettings live;
    private SettingsCommands commands;
    private Renewal certificate = () -> {};

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(directory.resolve("mailwarden.yaml"), TEXT);
        database = new TestDatabases(Engine.SQLITE, directory).open(SettingsStore.SCHEMA);
        var store = new StoredSettings(database, () -> NOON);
        Configuration configuration =
                ((Reading.Valid) ConfigurationFile.read(file)).configuration();
        var start =
                (SettingsAtStart.InForce)
                        SettingsAtStart.of(store, Preparation.NOTHING, configuration, file, false);
        live = start.live();
        commands =
                new SettingsCommands(
                        new SettingsChanges(store, live, file), () -> certificate.renew());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private record Answer<R>(Ending ending, List<R> rows) {}

    @SuppressWarnings("unchecked") // the handler of a call takes and gives what the call says
    private <A, R> Answer<R> ask(Call<A, R> call, A arguments, String text) throws Exception {
        var command =
                (ControlCommand<A, R>)
                        commands.all().stream()
                                .filter(c -> c.call().equals(call))
                                .findFirst()
                                .orElseThrow();
        List<R> rows = new ArrayList<>();
        return new Answer<>(command.handler().answer(arguments, text, "root", rows::add), rows);
    }

    private static String hops(int hops) {
        return TEXT.replace("40", Integer.toString(hops));
    }

    private Answer<SettingsRow> apply(String text) throws Exception {
        return ask(Call.APPLY, of(file.toString(), "", "why"), text);
    }

    private static ApplyArguments of(String file, String author, String comment) {
        return new ApplyArguments(
                Optional.of(file).filter(f -> !f.isEmpty()),
                Optional.of(author).filter(a -> !a.isEmpty()),
                comment,
                false);
    }

    private Answer<SettingsRow> diff(Optional<Long> before, Optional<Long> after) throws Exception {
        return ask(Call.DIFF, new DiffArguments(before, after), "");
    }

    private static List<String> texts(List<SettingsRow> rows) {
        return rows.stream().map(SettingsRow::text).toList();
    }

    @Test
    void appliesAndShowsWhatChanges() throws Exception {
        Answer<SettingsRow> answer = apply(hops(41));

        assertThat(answer.ending())
                .isEqualTo(new Ending(Ending.Status.DONE, "revision 2 is in force"));
        assertThat(texts(answer.rows()))
                .containsSequence("--- revision 1: limits", "+++ revision 2: limits")
                .contains("-  hops: 40", "+  hops: 41");
        assertThat(answer.rows())
                .filteredOn(row -> row.kind().equals("warning"))
                .extracting(SettingsRow::text)
                .anyMatch(text -> text.startsWith(file + ":5:1: warning: settings.relay: "));
        assertThat(live.get().limits().hops()).isEqualTo(41);
    }

    @Test
    void saysThatThereIsNothingToDo() throws Exception {
        assertThat(apply(TEXT).ending().text())
                .isEqualTo("nothing to do: the settings are those of revision 1");
        assertThat(ask(Call.APPLY, of("", "", ""), "").ending().text()).contains("nothing to do");
    }

    @Test
    void saysWhatIsWrongAsTheCheckDoes() throws Exception {
        Answer<SettingsRow> answer = apply(hops(0));

        assertThat(answer.ending().status()).isEqualTo(Ending.Status.INVALID);
        assertThat(answer.rows())
                .contains(
                        new SettingsRow(
                                "error",
                                file
                                        + ":6:18: settings.limits.hops: 0 is not allowed; a whole"
                                        + " number from 10 to 1000"));
        assertThat(live.revision()).isEqualTo(1);
    }

    @Test
    void takesNoAuthorAndNoCommentThatWouldSpoilTheHistory() throws Exception {
        assertThat(ask(Call.APPLY, of("/x", "a\nb", ""), hops(41)).ending().text())
                .contains("an author has");
        assertThat(ask(Call.APPLY, of("/x", "", "x".repeat(1_001)), hops(41)).ending().text())
                .contains("at most 1000");
        assertThat(ask(Call.APPLY, of("/\0", "", ""), hops(41)).ending().status())
                .isEqualTo(Ending.Status.FAILED);
        assertThat(live.revision()).isEqualTo(1);
    }

    @Test
    void listsRevisionsWithWhoMadeThem() throws Exception {
        apply(hops(41));
        ask(Call.APPLY, of(file.toString(), "ann", "for fun"), hops(42));

        assertThat(ask(Call.HISTORY, new HistoryArguments(Long.MAX_VALUE, 2), "").rows())
                .containsExactly(
                        new RevisionRow(3, NOON, "ann", "for fun", true),
                        new RevisionRow(2, NOON, "root", "why", false));
        assertThat(ask(Call.HISTORY, new HistoryArguments(2, 9), "").rows())
                .extracting(RevisionRow::comment)
                .containsExactly("first start with " + file);
        assertThat(ask(Call.HISTORY, new HistoryArguments(2, 0), "").ending().status())
                .isEqualTo(Ending.Status.FAILED);
    }

    @Test
    void showsWhatDiffers() throws Exception {
        assertThat(diff(Optional.empty(), Optional.empty()).ending().text())
                .isEqualTo("the settings of the file are in force");
        apply(hops(41));

        assertThat(texts(diff(Optional.empty(), Optional.empty()).rows()))
                .startsWith("--- revision 2: limits", "+++ the file: limits")
                .contains("-  hops: 41", "+  hops: 40");
        assertThat(texts(diff(Optional.of(1L), Optional.empty()).rows()))
                .startsWith("--- revision 1: limits", "+++ revision 2: limits")
                .contains("-  hops: 40", "+  hops: 41");
        assertThat(diff(Optional.of(1L), Optional.of(1L)).ending().text())
                .isEqualTo("they do not differ");
        assertThat(diff(Optional.of(1L), Optional.of(9L)).ending())
                .isEqualTo(Ending.notFound("there is no revision 9"));
        Files.writeString(file, hops(0));
        assertThat(diff(Optional.empty(), Optional.empty()).ending().status())
                .isEqualTo(Ending.Status.INVALID);
    }

    @Test
    void rollsBack() throws Exception {
        apply(hops(41));

        Answer<SettingsRow> answer =
                ask(Call.ROLLBACK, new RollbackArguments(1, Optional.empty(), "", false), "");

        assertThat(answer.ending().text()).isEqualTo("revision 3 is in force");
        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(ask(Call.HISTORY, new HistoryArguments(9, 1), "").rows().getFirst().comment())
                .isEqualTo("back to revision 1");
        assertThat(
                        ask(
                                        Call.ROLLBACK,
                                        new RollbackArguments(7, Optional.empty(), "", false),
                                        "")
                                .ending()
                                .status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void whatIsExportedCanBeApplied() throws Exception {
        apply(hops(41));

        String exported =
                ask(Call.EXPORT, new ExportArguments(Optional.of(1L)), "").rows().stream()
                        .map(row -> row.text() + "\n")
                        .collect(Collectors.joining());

        assertThat(exported).startsWith("settings:\n").contains("    hops: 40\n");
        assertThat(apply(exported).ending().text()).isEqualTo("revision 3 is in force");
        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(ask(Call.EXPORT, new ExportArguments(Optional.of(8L)), "").ending().status())
                .isEqualTo(Ending.Status.NOT_FOUND);
    }

    @Test
    void aReloadNamesWhatTheFileHasOtherwise() throws Exception {
        assertThat(ask(Call.RELOAD, new NoArguments(), "").ending().text())
                .isEqualTo("revision 1 is in force, and nothing has changed");
        Files.writeString(file, hops(41));

        Answer<NoticeRow> answer = ask(Call.RELOAD, new NoArguments(), "");

        assertThat(answer.rows())
                .contains(
                        new NoticeRow(
                                "note",
                                "settings of the file are not in force: limits; `mailwarden apply`"
                                        + " puts them in force"));
        assertThat(live.get().limits().hops()).isEqualTo(40);
        Files.writeString(file, "nonsense");
        assertThat(ask(Call.RELOAD, new NoArguments(), "").rows())
                .extracting(NoticeRow::text)
                .contains(file + " has errors; `mailwarden check-config` lists them");
    }

    @Test
    void aReloadWithABadCertificateIsAFailure() throws Exception {
        certificate =
                () -> {
                    throw new IOException("/etc/key.pem is not a key");
                };

        Answer<NoticeRow> answer = ask(Call.RELOAD, new NoArguments(), "");

        assertThat(answer.ending().status()).isEqualTo(Ending.Status.FAILED);
        assertThat(answer.ending().text()).endsWith("the certificate of before is still in force");
        assertThat(answer.rows())
                .contains(new NoticeRow("error", "node.certificate: /etc/key.pem is not a key"));
    }
}
