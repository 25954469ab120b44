package dev.mailwarden.e2e.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Leaves how many attacks were tried and how many worked in {@code target/hostile}, one file for
 * each set of attacks, for {@code bench/run hostile-smtp} to add up.
 */
final class HostileTally {

    private HostileTally() {}

    /** Written before anything is asserted, so that an attack that works is counted too. */
    static void write(String set, int tried, int succeeded) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "hostile"));
        Files.writeString(
                directory.resolve(set + ".tally"),
                "tried=%d succeeded=%d%n".formatted(tried, succeeded));
    }
}
