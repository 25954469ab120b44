package dev.mailwarden.config;

import dev.mailwarden.policy.Policy;
import java.nio.file.Path;
import java.util.List;

/** Reads policies as they stand in files, for tests. */
final class PolicyFiles {

    private static final String NODE =
            """
            node:
              host-name: mx.example.org
              data-directory: data
              listeners: [{name: mx, address: "127.0.0.1:2525", tls: none}]
            settings:
            """;

    private PolicyFiles() {}

    /** Settings as they stand under {@code settings:}, indented by two; the first is in line 6. */
    static Reading read(String settings, Path file) {
        return ConfigurationFile.read(NODE + settings, file);
    }

    static Policy valid(String settings) {
        return valid(settings, Path.of("/nowhere/mailwarden.yaml"));
    }

    static Policy valid(String settings, Path file) {
        return configuration(settings, file).settings().policy();
    }

    static Configuration configuration(String settings, Path file) {
        return switch (read(settings, file)) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems + settings);
        };
    }

    /** What is said of settings, from the line on. */
    static List<String> errors(String settings) {
        return switch (read(settings, Path.of("/nowhere/mailwarden.yaml"))) {
            case Reading.Valid _ -> List.of();
            case Reading.Invalid(var problems) ->
                    problems.stream()
                            .filter(p -> p.severity() == Problem.Severity.ERROR)
                            .map(p -> p.toString().substring("/nowhere/mailwarden.yaml:".length()))
                            .toList();
        };
    }

    static List<String> warnings(String settings) {
        return switch (read(settings, Path.of("/nowhere/mailwarden.yaml"))) {
            case Reading.Valid(_, var warnings) ->
                    warnings.stream()
                            .filter(p -> !p.path().equals("settings.relay"))
                            .map(p -> p.path() + ": " + p.text())
                            .toList();
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }
}
