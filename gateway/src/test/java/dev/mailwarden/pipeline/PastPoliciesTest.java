package dev.mailwarden.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.Reading;
import dev.mailwarden.config.SettingsAtStart;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.config.SettingsStore;
import dev.mailwarden.config.StoredSettings;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.Engine;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of every revision that is kept can be had, for who asks why. */
class PastPoliciesTest {

    private static final SettingsChanges.Wish WISH = new SettingsChanges.Wish("ann", "", false);

    @TempDir private Path directory;

    private Database database;
    private SettingsChanges changes;
    private Policies policies;
    private PastPolicies past;

    private static String settings(int revision) {
        return """
        node:
          host-name: mx.example.org
          data-directory: /data
          listeners: [{name: mx, address: "127.0.0.1:2525"}]
        settings:
          rules:
            - {name: Rule %d, senders: ["*"], recipients: [a@b.example]}
          lists: {deny: {entries: ["x%d@y.example"]}}
        """
                .formatted(revision, revision);
    }

    @BeforeEach
    void begin() throws IOException {
        database = new TestDatabases(Engine.SQLITE, directory).open(SettingsStore.SCHEMA);
        var store = new StoredSettings(database, () -> Instant.EPOCH);
        policies = new Policies(Set.of());
        Path file = directory.resolve("mailwarden.yaml");
        Configuration configuration = configuration(Files.writeString(file, settings(1)));
        var start =
                (SettingsAtStart.InForce)
                        SettingsAtStart.of(store, policies, configuration, file, false);
        changes = new SettingsChanges(store, start.live(), file);
        past = new PastPolicies(policies, changes, configuration.node());
    }

    private static Configuration configuration(Path file) {
        return ((Reading.Valid) ConfigurationFile.read(file)).configuration();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static List<String> rules(PolicySnapshot policy) {
        return policy.policy().rules().stream().map(Rule::name).toList();
    }

    @Test
    void eachRevisionHasItsRulesAndLists() throws IOException {
        for (int revision = 2; revision <= 10; revision++) {
            changes.apply(settings(revision), directory.resolve("other.yaml"), WISH);
        }
        assertThat(policies.get().revision()).isEqualTo(10);
        for (int revision = 1; revision <= 10; revision++) {
            PolicySnapshot policy = past.apply(revision).orElseThrow();
            assertThat(policy.revision()).isEqualTo(revision);
            assertThat(rules(policy)).containsExactly("Rule " + revision, "Default");
            assertThat(policy.policy().lists().deny().getFirst().sender())
                    .hasToString("x" + revision + "@y.example");
        }
        assertThat(past.apply(10)).containsSame(policies.get());
        assertThat(past.apply(11)).isEmpty();
        assertThat(past.apply(0)).isEmpty();
    }

    @Test
    void withoutItsDatabaseOnlyTheOneInForceIsKnown() throws IOException {
        changes.apply(settings(2), directory.resolve("other.yaml"), WISH);
        database.close();
        assertThat(past.apply(2)).containsSame(policies.get());
        assertThat(past.apply(1)).isEmpty();
    }
}
