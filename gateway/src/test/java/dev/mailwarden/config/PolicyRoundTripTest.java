package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Key.Presence;
import dev.mailwarden.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** CONF-1: what is exported is imported as the same policy. */
class PolicyRoundTripTest {

    private static final Path FILE = Path.of("/nowhere/mailwarden.yaml");

    /** A policy in which no key has its default. */
    static final String EVERY_KEY = resource("every-key-of-a-policy.yaml");

    @Test
    void aPolicyWithEveryKeySurvives() {
        Configuration first = PolicyFiles.configuration(EVERY_KEY, FILE);
        String written = ConfigurationFile.write(first);
        Configuration second = read(written);
        assertThat(second.settings().policy()).isEqualTo(first.settings().policy());
        assertThat(ConfigurationFile.write(second)).isEqualTo(written);
    }

    /** Or else the test above would not notice what is never written. */
    @Test
    void everyKeyIsInIt() {
        Set<String> missing = new TreeSet<>();
        Policy policy = PolicyFiles.valid(EVERY_KEY);
        assertThat(policy.rules()).hasSize(3);
        Tree written =
                SettingsSection.SETTINGS.write(
                        PolicyFiles.configuration(EVERY_KEY, FILE).settings());
        for (Key<?, ?> key : SettingsSection.SETTINGS.keys()) {
            if (POLICY.contains(key.name())) {
                missing(key, values(written, key.name()), key.name(), missing);
            }
        }
        assertThat(missing)
                .as("files are read into the entries, and only allow entries are bound")
                .containsExactlyInAnyOrder("lists.deny.file", "lists.deny.entries.bound");
    }

    private static final Set<String> POLICY =
            Set.of(
                    "protection",
                    "rules",
                    "default-rule",
                    "lists",
                    "dictionaries",
                    "templates",
                    "marking",
                    "general-recipients");

    /** The default rule is made of the sections of other rules. */
    private final Set<Section<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private void missing(Key<?, ?> key, List<Tree> values, String path, Set<String> missing) {
        boolean written = key.presence() instanceof Presence.Default<?> || !values.isEmpty();
        if (!written) {
            missing.add(path);
            return;
        }
        key.kind()
                .section()
                .filter(seen::add)
                .ifPresent(section -> {
                    for (Key<?, ?> inner : section.keys()) {
                        List<Tree> inside = new ArrayList<>();
                        values.forEach(value -> inside.addAll(values(value, inner.name())));
                        missing(inner, inside, path + "." + inner.name(), missing);
                    }
                });
    }

    /** What a key has in a section, or in each section of a list. */
    private static List<Tree> values(Tree tree, String name) {
        return switch (tree) {
            case Tree.Scalar _ -> List.of();
            case Tree.Items(var items, _) ->
                    items.stream().flatMap(item -> values(item, name).stream()).toList();
            case Tree.Fields(var fields, _) ->
                    fields.stream()
                            .filter(field -> field.name().equals(name))
                            .map(Tree.Field::value)
                            .toList();
        };
    }

    @Test
    void aRuleIsWrittenWithoutWhatIsUsual() {
        Configuration configuration =
                PolicyFiles.configuration(
                        "  rules: [{name: A b, senders: [\"<>\"], recipients: [\"*\"]}]\n", FILE);
        assertThat(ConfigurationFile.write(configuration))
                .contains(
                        """
                          rules:
                            - name: A b
                              senders: ["<>"]
                              recipients: ["*"]
                          lists:
                        """);
    }

    private static Configuration read(String text) {
        return switch (ConfigurationFile.read(text, FILE)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems + "\n" + text);
        };
    }

    private static String resource(String name) {
        try (var in = PolicyRoundTripTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
