package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.SettingsChanges.Outcome;
import dev.mailwarden.config.SettingsChanges.Wish;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WHAT-4: settings change as a whole, and are kept before they are in force. */
class SettingsChangesTest {

    private static final String TEXT =
            """
            node:
              host-name: mx.example.org
              data-directory: /data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            settings:
              limits: {hops: 40}
            """;
    private static final Wish WISH = new Wish("ann", "why", false);
    private static final Wish DRY = new Wish("ann", "why", true);

    @TempDir Path directory;
    private Database database;
    private StoredSettings store;

    /** Of which revision what was made ready was put in force. */
    private final List<Long> prepared = new ArrayList<>();

    @BeforeEach
    void open() {
        database = new TestDatabases(Engine.SQLITE, directory).open(SettingsStore.SCHEMA);
        store = new StoredSettings(database, () -> Instant.EPOCH);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Path file() {
        return directory.resolve("mailwarden.yaml");
    }

    private static Configuration valid(Reading reading) {
        return switch (reading) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    /** As a start with a file finds it. */
    private SettingsAtStart start(String text, boolean apply) throws IOException {
        Files.writeString(file(), text);
        return SettingsAtStart.of(
                store, this::prepare, valid(ConfigurationFile.read(file())), file(), apply);
    }

    /** Thirteen hops cannot be prepared. */
    private Preparation.Result prepare(Settings settings, long revision) {
        return settings.limits().hops() == 13
                ? new Preparation.Result.Flawed(List.of("unlucky"))
                : new Preparation.Result.Ready(() -> prepared.add(revision));
    }

    private LiveSettings started(String text) throws IOException {
        return ((SettingsAtStart.InForce) start(text, false)).live();
    }

    private SettingsChanges changes(LiveSettings live) {
        return new SettingsChanges(store, live, file());
    }

    private static String hops(int hops) {
        return TEXT.replace("40", Integer.toString(hops));
    }

    @Test
    void theFirstStartKeepsTheFileAndTheNextBeginsWithWhatIsKept() throws IOException {
        assertThat(start(TEXT, false))
                .isInstanceOfSatisfying(
                        SettingsAtStart.InForce.class,
                        start -> {
                            assertThat(start.live().revision()).isEqualTo(1);
                            assertThat(start.differing()).isEmpty();
                        });
        assertThat(store.newest())
                .contains(
                        new Revision(
                                1, 0, "mailwarden", "first start with " + file(), Instant.EPOCH));

        assertThat(start(hops(41).replace("mx.e", "my.e"), false))
                .isInstanceOfSatisfying(
                        SettingsAtStart.InForce.class,
                        start -> {
                            assertThat(start.live().revision()).isEqualTo(1);
                            assertThat(start.differing()).containsExactly("limits");
                            assertThat(start.live().get().limits().hops()).isEqualTo(40);
                            assertThat(start.live().node().hostName().name())
                                    .isEqualTo("my.example.org");
                        });
        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void aStartCanTakeTheFile() throws IOException {
        start(TEXT, true);
        assertThat(start(TEXT, true))
                .isInstanceOfSatisfying(
                        SettingsAtStart.InForce.class,
                        start -> assertThat(start.live().revision()).isEqualTo(1));
        assertThat(start(hops(41), true))
                .isInstanceOfSatisfying(
                        SettingsAtStart.InForce.class,
                        start -> {
                            assertThat(start.live().revision()).isEqualTo(2);
                            assertThat(start.live().get().limits().hops()).isEqualTo(41);
                        });
    }

    @Test
    void whatIsKeptAndCannotBeUsedIsRefusedAtAStartUnlessTheFileIsTaken() throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "a@example.org\n");
        start(TEXT + "  relay: {local-domains: [example.org], recipients: {file: users}}\n", false);
        Files.delete(users);

        assertThat(start(TEXT, false))
                .isInstanceOfSatisfying(
                        SettingsAtStart.Refused.class,
                        refused -> assertThat(refused.problems().toString()).contains("users"));
        assertThat(start(TEXT, true)).isInstanceOf(SettingsAtStart.InForce.class);
    }

    @Test
    void aValidChangeIsKeptAndInForce() throws IOException {
        LiveSettings live = started(TEXT);

        Outcome outcome = changes(live).apply(hops(60), file(), WISH);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Made.class,
                        made -> {
                            assertThat(made.revision())
                                    .isEqualTo(new Revision(2, 1, "ann", "why", Instant.EPOCH));
                            assertThat(made.findings().differences())
                                    .extracting(SettingsForm.Difference::key)
                                    .containsExactly("limits");
                            assertThat(made.findings().needRestart()).isEmpty();
                        });
        assertThat(live.get().limits().hops()).isEqualTo(60);
        assertThat(live.revision()).isEqualTo(2);
        assertThat(valid(store.form(2).read("revision 2", live.node())).settings())
                .isEqualTo(live.get());
    }

    @Test
    void withoutATextItIsTheOwnFileThatCounts() throws IOException {
        LiveSettings live = started(TEXT);
        Files.writeString(file(), hops(61));

        assertThat(changes(live).apply(WISH)).isInstanceOf(Outcome.Made.class);

        assertThat(live.get().limits().hops()).isEqualTo(61);
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        LiveSettings live = started(TEXT);

        assertThat(changes(live).apply(hops(60), file(), DRY))
                .isInstanceOfSatisfying(
                        Outcome.Planned.class,
                        planned -> assertThat(planned.findings().differences()).hasSize(1));

        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void aBadChangeChangesNothing() throws IOException {
        LiveSettings live = started(TEXT);
        Settings before = live.get();

        for (String bad : List.of(hops(0), "settings: [", "", TEXT + "x: 1\n")) {
            assertThat(changes(live).apply(bad, file(), WISH))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            Outcome.Invalid.class,
                            invalid ->
                                    assertThat(invalid.problems().getFirst().file())
                                            .isEqualTo(file().toString()));
        }

        assertThat(live.get()).isSameAs(before);
        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void whatCannotBePreparedIsNeitherKeptNorInForce() throws IOException {
        assertThat(start(hops(13), false)).isInstanceOf(SettingsAtStart.Refused.class);
        assertThat(store.newest()).isEmpty();
        LiveSettings live = started(TEXT);

        for (Wish wish : List.of(WISH, DRY)) {
            assertThat(changes(live).apply(hops(13), file(), wish))
                    .isInstanceOfSatisfying(
                            Outcome.Invalid.class,
                            invalid ->
                                    assertThat(invalid.problems().getFirst())
                                            .hasToString(file() + ":1:1: settings: unlucky"));
        }

        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(1);
        assertThat(prepared).containsExactly(1L);
    }

    @Test
    void whatWasPreparedIsPutInForceOnceItIsKept() throws IOException {
        LiveSettings live = started(TEXT);
        changes(live).apply(hops(60), file(), DRY);
        changes(live).apply(hops(60), file(), WISH);
        changes(live).apply(hops(60), file(), WISH);
        changes(live).rollBack(1, WISH);
        changes(live).reload();

        assertThat(prepared).containsExactly(1L, 2L, 2L, 3L, 3L);
    }

    @Test
    void whatIsTheSameMakesNoRevision() throws IOException {
        LiveSettings live = started(TEXT);

        assertThat(
                        changes(live)
                                .apply(
                                        TEXT.replace("{hops: 40}", "\n    hops:   40"),
                                        file(),
                                        WISH))
                .isInstanceOf(Outcome.Same.class);
        assertThat(changes(live).apply(store.form(1).text(), file(), WISH))
                .isInstanceOf(Outcome.Same.class);

        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void saysWhatNeedsARestart() throws IOException {
        LiveSettings live = started(TEXT);

        assertThat(
                        changes(live)
                                .apply(
                                        TEXT.replace("2525", "2526").replace("mx.e", "my.e"),
                                        file(),
                                        WISH))
                .isInstanceOfSatisfying(
                        Outcome.Same.class,
                        same ->
                                assertThat(same.findings().needRestart())
                                        .containsExactly("node.host-name", "node.listeners"));
    }

    @Test
    void settingsAloneAreForThisNode() throws IOException {
        LiveSettings live = started(TEXT);
        String alone = "settings: {listener-limits: [{listener: %s, recipients: 7}]}\n";

        assertThat(changes(live).apply(alone.formatted("in"), file(), WISH))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid ->
                                assertThat(invalid.problems().toString())
                                        .contains("there is no listener in; there are: mx"));
        assertThat(changes(live).apply(alone.formatted("mx"), file(), WISH))
                .isInstanceOf(Outcome.Made.class);
        assertThat(live.get().limitsOf("mx").recipients()).isEqualTo(7);
    }

    @Test
    void anOlderRevisionComesBackAsANewOne() throws IOException {
        LiveSettings live = started(TEXT);
        changes(live).apply(hops(60), file(), WISH);

        assertThat(changes(live).rollBack(1, DRY)).isInstanceOf(Outcome.Planned.class);
        assertThat(changes(live).rollBack(2, WISH)).isInstanceOf(Outcome.Same.class);
        assertThat(changes(live).rollBack(3, WISH)).isEqualTo(new Outcome.Unknown());
        assertThat(changes(live).rollBack(1, WISH)).isInstanceOf(Outcome.Made.class);

        assertThat(live.revision()).isEqualTo(3);
        assertThat(live.get().limits().hops()).isEqualTo(40);
    }

    @Test
    void anOlderRevisionWhoseFilesAreGoneDoesNotComeBack() throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "a@example.org\n");
        LiveSettings live =
                started(
                        TEXT
                                + "  relay: {local-domains: [example.org], recipients: {file: users}}\n");
        changes(live).apply(TEXT, file(), WISH);
        Files.delete(users);

        assertThat(changes(live).rollBack(1, WISH))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid ->
                                assertThat(invalid.problems().getFirst().file())
                                        .isEqualTo("revision 1"));

        assertThat(live.revision()).isEqualTo(2);
        assertThat(store.history(Long.MAX_VALUE, 9)).hasSize(2);
    }

    @Test
    void whoDoesNotKnowTheNewestRevisionChangesNothingUntilItIsInForce() throws IOException {
        LiveSettings live = started(TEXT);
        var other = new LiveSettings(valid(ConfigurationFile.read(file())), 1, Preparation.NOTHING);
        changes(other).apply(hops(50), file(), WISH);

        assertThat(changes(live).apply(hops(60), file(), WISH))
                .isInstanceOfSatisfying(
                        Outcome.Conflict.class,
                        conflict -> assertThat(conflict.newest().number()).isEqualTo(2));
        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(prepared).containsExactly(1L);

        var reloaded = changes(live).reload();
        assertThat(reloaded.revision()).isEqualTo(2);
        assertThat(reloaded.changed()).isTrue();
        assertThat(live.get().limits().hops()).isEqualTo(50);
        assertThat(changes(live).apply(hops(60), file(), WISH)).isInstanceOf(Outcome.Made.class);
    }

    @Test
    void aReloadReadsTheFilesThatSettingsNameAndNotTheSettings() throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "a@example.org\n");
        LiveSettings live =
                started(
                        TEXT
                                + "  relay: {local-domains: [example.org], recipients: {file: users}}\n");
        assertThat(changes(live).reload().changed()).isFalse();
        Files.writeString(users, "b@example.org\n");
        Files.writeString(file(), hops(60));

        assertThat(changes(live).reload().changed()).isTrue();

        assertThat(live.get().limits().hops()).isEqualTo(40);
        assertThat(live.get().relay().recipients().orElseThrow().all())
                .extracting(Object::toString)
                .containsExactly("b@example.org");
        Files.writeString(users, "nonsense\n");
        assertThat(changes(live).reload().reading()).isInstanceOf(Reading.Invalid.class);
        assertThat(live.get().relay().recipients().orElseThrow().all()).hasSize(1);
    }
}
