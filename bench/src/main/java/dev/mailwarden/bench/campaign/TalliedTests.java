package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Words;
import dev.mailwarden.bench.machine.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * End-to-end tests against the packaged product that leave a line {@code tried=} with a count of
 * what should not have worked, one file for each set, to be added up.
 *
 * @param names of the test classes, with commas between
 * @param directory below {@code e2e/target} where they leave their lines
 * @param bad the key of what should be 0
 */
record TalliedTests(String names, String directory, String bad) {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final int MOST_LINES = 40;

    /** The sums, and how Maven ended. */
    record Sums(long tried, long bad, int code) {}

    /**
     * Runs them.
     *
     * @param full whether at full size
     */
    Sums run(Place place, boolean full) throws IOException, InterruptedException {
        Path tallies = place.checkout().resolve("e2e/target").resolve(directory);
        for (Path tally : list(tallies)) {
            Files.delete(tally);
        }
        Command.Ended ended = Command.run(LIMIT, maven(place.checkout(), full));
        if (ended.code() != 0) {
            ended.output()
                    .lines()
                    .filter(line -> line.startsWith("[ERROR]"))
                    .limit(MOST_LINES)
                    .forEach(place.report()::line);
        }
        long tried = 0;
        long found = 0;
        for (Path tally : list(tallies)) {
            Words words = Words.of(Files.readString(tally).strip());
            place.report().line("%s: %s".formatted(tally.getFileName(), words.values()));
            tried += words.number("tried");
            found += words.number(bad);
        }
        return new Sums(tried, found, ended.code());
    }

    private List<String> maven(Path checkout, boolean full) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "mvn",
                                "-B",
                                "-ntp",
                                "-f",
                                checkout.resolve("pom.xml").toString(),
                                "-pl",
                                "e2e",
                                "-am",
                                "-Dtest=none",
                                "-Dsurefire.failIfNoSpecifiedTests=false",
                                "-Dit.test=" + names,
                                "-Dfailsafe.failIfNoSpecifiedTests=false",
                                "-Dspotless.check.skip"));
        if (full) {
            command.add("-Dmailwarden.full=true");
        }
        command.add("verify");
        return command;
    }

    private static List<Path> list(Path tallies) throws IOException {
        if (!Files.isDirectory(tallies)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(tallies)) {
            return files.filter(file -> file.toString().endsWith(".tally")).sorted().toList();
        }
    }
}
