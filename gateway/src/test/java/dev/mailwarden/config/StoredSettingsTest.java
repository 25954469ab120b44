package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.config.SettingsStore.Result;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings of a gateway with their revisions (WHAT-4), in either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class StoredSettingsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int SEEDS = Scale.of(25, 500);

    @Parameter Engine engine;
    @TempDir Path directory;
    private Database database;
    private StoredSettings store;

    @BeforeEach
    void open() {
        database = new TestDatabases(engine, directory).open(SettingsStore.SCHEMA);
        store = new StoredSettings(database, () -> NOON);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Configuration valid(String text) {
        return valid(ConfigurationFile.read(text, directory.resolve("mailwarden.yaml")));
    }

    private static Configuration valid(Reading reading) {
        return switch (reading) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private Configuration policy(String settings) {
        return PolicyFiles.configuration(settings, directory.resolve("mailwarden.yaml"));
    }

    private Result commit(Configuration configuration, long parent) throws IOException {
        return store.commit(SettingsForm.of(configuration.settings()), parent, "ann", "why");
    }

    private Settings read(long revision, Configuration like) throws IOException {
        return valid(store.form(revision).read("revision", like.node())).settings();
    }

    @Test
    void whatWasChosenAtRandomComesBack() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Configuration one =
                    valid(ConfigurationRoundTripTest.random(new SplittableRandom(seed)));
            assertThat(commit(one, seed)).isInstanceOf(Result.Done.class);
            assertThat(read(seed + 1, one)).as("seed %d", seed).isEqualTo(one.settings());
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            Configuration one =
                    valid(ConfigurationRoundTripTest.random(new SplittableRandom(seed)));
            assertThat(read(seed + 1, one)).as("once more %d", seed).isEqualTo(one.settings());
        }
    }

    @Test
    void aPolicyWithEveryKeyComesBackAndGoes() throws IOException {
        Configuration every = policy(PolicyRoundTripTest.EVERY_KEY);
        Configuration none = policy("  limits: {hops: 40}\n");
        commit(every, 0);
        commit(none, 1);
        store.commit(store.form(1), 2, "ann", "back");

        assertThat(read(1, every)).isEqualTo(every.settings());
        assertThat(read(2, none)).isEqualTo(none.settings());
        assertThat(read(3, every)).isEqualTo(every.settings());
        assertThat(store.history(Long.MAX_VALUE, 2))
                .extracting(Revision::number)
                .containsExactly(3L, 2L);
        assertThat(store.revision(2)).contains(new Revision(2, 1, "ann", "why", NOON));
        assertThat(store.revision(4)).isEmpty();
    }

    @Test
    void ofAChangeOnlyThatIsWritten() throws IOException {
        commit(policy("  limits: {hops: 40}\n  lists: {deny: {entries: [\"a*\", \"b*\"]}}\n"), 0);
        commit(policy("  limits: {hops: 41}\n  lists: {deny: {entries: [\"b*\", \"c*\"]}}\n"), 1);

        assertThat(count("select count(*) from document where revision = 2")).isEqualTo(1);
        assertThat(count("select count(*) from list_entry")).isEqualTo(3);
    }

    private long count(String sql) throws IOException {
        return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void nothingIsWrittenOfAConflict() throws IOException {
        Configuration one = policy("  limits: {hops: 40}\n");
        commit(one, 0);

        assertThat(commit(policy("  limits: {hops: 41}\n"), 0)).isInstanceOf(Result.Conflict.class);

        assertThat(store.newest()).map(Revision::number).contains(1L);
        assertThat(read(1, one)).isEqualTo(one.settings());
    }

    @Test
    void whatLiesInFilesBesideIsReadAgain() throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "a@example.org\n");
        Configuration one =
                policy("  relay: {local-domains: [example.org], recipients: {file: users}}\n");
        commit(one, 0);
        Files.writeString(users, "b@example.org\n");

        var recipients = read(1, one).relay().recipients().orElseThrow();

        assertThat(recipients.all()).extracting(Object::toString).containsExactly("b@example.org");
        Files.delete(users);
        assertThat(store.form(1).read("revision 1", one.node()))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid ->
                                assertThat(invalid.problems().toString())
                                        .contains("settings.relay.recipients.file: " + users));
    }

    @Test
    void longListsComeBackWhole() throws IOException {
        int many = Scale.of(5_000, 500_000);
        String entries =
                IntStream.range(0, many)
                        .mapToObj(i -> "user" + i + "@example.net")
                        .collect(Collectors.joining("\n"));
        Files.writeString(directory.resolve("senders"), entries);
        Configuration one = policy("  lists: {deny: {file: senders}}\n");
        commit(one, 0);

        assertThat(read(1, one).policy().lists()).isEqualTo(one.settings().policy().lists());
    }
}
