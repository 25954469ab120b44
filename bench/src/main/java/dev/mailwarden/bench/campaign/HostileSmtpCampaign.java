package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Words;
import dev.mailwarden.bench.machine.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The attacks in {@code e2e/hostile}, played by the end-to-end tests against the packaged product;
 * this campaign runs them and adds up. Each test leaves a line {@code tried= succeeded=} behind.
 */
public final class HostileSmtpCampaign implements Campaign {

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long LEAST_TRIED = 100;
    private static final String TESTS = "HostileIT,StartTlsClientIT";

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        Path tallies = place.checkout().resolve("e2e/target/hostile");
        forget(tallies);
        Command.Ended ended = Command.run(LIMIT, maven(place.checkout()));
        if (ended.code() != 0) {
            ended.output()
                    .lines()
                    .filter(line -> line.startsWith("[ERROR]"))
                    .limit(40)
                    .forEach(place.report()::line);
        }
        long tried = 0;
        long succeeded = 0;
        for (Path tally : list(tallies)) {
            Words words = Words.of(Files.readString(tally).strip());
            place.report().line("%s: %s".formatted(tally.getFileName(), words.values()));
            tried += words.number("tried");
            succeeded += words.number("succeeded");
        }
        return new Result.Builder()
                .put("tried", tried)
                .put("succeeded", succeeded)
                .demand(succeeded == 0, succeeded + " attacks worked")
                .demand(ended.code() == 0, "the tests ended with " + ended.code())
                .demand(tried >= LEAST_TRIED, "only " + tried + " attacks were tried")
                .build();
    }

    private static List<String> maven(Path checkout) {
        return List.of(
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
                "-Dit.test=" + TESTS,
                "-Dfailsafe.failIfNoSpecifiedTests=false",
                "-Dspotless.check.skip",
                "verify");
    }

    private static void forget(Path tallies) throws IOException {
        for (Path tally : list(tallies)) {
            Files.delete(tally);
        }
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
