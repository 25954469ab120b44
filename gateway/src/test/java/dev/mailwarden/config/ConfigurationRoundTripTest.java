package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Key.Presence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** J-21 for the configuration: what is written is read back to an equal value. */
class ConfigurationRoundTripTest {

    private static final Path FILE = Path.of("/nowhere/mailwarden.yaml");
    private static final String[] DOMAINS = {
        "example.org", "b.example", "xn--bcher-kva.example", "_x.a-b.example", "c.d.e.example"
    };
    private static final String[] NETWORKS = {
        "10.0.0.0/8", "2001:db8::/32", "192.0.2.1", "::1", "fe80::/10", "127.0.0.0/8"
    };
    private static final String[] HOSTS = {
        "inner.example", "inner.example:2525", "\"[2001:db8::7]:24\"", "192.0.2.9:26", "[192.0.2.9]"
    };
    private static final String[] TLS = {"none", "attempt", "require", "verify", "implicit"};

    @Test
    void everyConfigurationSurvives() {
        for (int seed = 0; seed < 500; seed++) {
            Configuration first = valid(random(new SplittableRandom(seed)));
            String written = ConfigurationFile.write(first);
            assertThat(valid(written)).as("seed %d%n%s", seed, written).isEqualTo(first);
            assertThat(ConfigurationFile.write(valid(written))).isEqualTo(written);
        }
    }

    /** {@return a valid file with settings chosen at random} */
    static String random(SplittableRandom random) {
        var out = new StringBuilder("node:\n  host-name: " + pick(random, DOMAINS));
        out.append("\n  data-directory: \"/a dir/#1: \\\"x\\\"/é\\u0007\"\n  listeners:\n");
        for (int i = 0; i <= random.nextInt(3); i++) {
            out.append(
                    "  - {name: l%d, address: \"127.0.0.%d:%d\", line-endings: lenient}%n"
                            .formatted(i, i + 1, random.nextInt(65_536)));
        }
        out.append("settings:\n  relay:\n");
        out.append("    local-domains: " + some(random, DOMAINS) + "\n");
        out.append("    trusted-networks: " + some(random, NETWORKS) + "\n");
        out.append("    postmaster: \"o'b+c@example.org\"\n  limits:\n");
        out.append("    message-octets: " + random.nextLong(1 << 20, 1 << 30) + "\n");
        out.append("    idle: " + random.nextInt(60, 3_600) + "s\n");
        out.append("    greeting: \"- {x}: #" + (char) random.nextInt('#', '[') + "\"\n");
        out.append("  routes:\n    entries:\n");
        for (String domain : DOMAINS) {
            if (random.nextBoolean()) {
                out.append(
                        "    - {match: %s%s, hosts: %s, tls: %s}%n"
                                .formatted(
                                        random.nextBoolean() ? "." : "",
                                        domain,
                                        "["
                                                + pick(random, HOSTS)
                                                        .replace("[192.0.2.9]", "\"[192.0.2.9]\"")
                                                + "]",
                                        pick(random, TLS)));
            }
        }
        return out.toString();
    }

    private static String pick(SplittableRandom random, String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String some(SplittableRandom random, String[] choices) {
        List<String> some = new ArrayList<>(List.of(choices));
        some.removeIf(_ -> random.nextInt(3) == 0);
        return some.stream().map(s -> '"' + s + '"').toList().toString();
    }

    private static Configuration valid(String yaml) {
        return switch (ConfigurationFile.read(yaml, FILE)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems + "\n" + yaml);
        };
    }

    /** Their examples name files that are not there. */
    private static final Set<String> NAMING_FILES =
            Set.of(
                    "file",
                    "certificate",
                    "more-certificates",
                    "client-authorities",
                    "credentials",
                    "password-file");

    @Test
    void everyExampleAndDefaultIsAllowed() {
        check(SettingsSection.CONFIGURATION);
    }

    private static void check(Section<?> section) {
        for (Key<?, ?> key : section.keys()) {
            if (!NAMING_FILES.contains(key.name())) {
                checkKey(key);
                key.kind().section().ifPresent(ConfigurationRoundTripTest::check);
            }
        }
    }

    private static <T> void checkKey(Key<?, T> key) {
        switch (key.presence()) {
            case Presence.Default<T>(T value) -> checkValue(key, value);
            case Presence.Usual<T>(T value) -> checkValue(key, value);
            case Presence.Required<T>(T value) -> checkValue(key, value);
            case Presence.Optionally<T>(_, T value) -> checkValue(key, value);
            case Presence.Subsection<T> _ -> {}
        }
    }

    private static <T> void checkValue(Key<?, T> key, T value) {
        var report = new Report(FILE);
        assertThat(key.kind().read(key.kind().write(value), report.root()))
                .as("%s: %s", key.name(), report.problems())
                .contains(value);
    }
}
