package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Command {

    private Command() {}

    /**
     * How a program ended.
     *
     * @param output both of its streams
     */
    public record Ended(int code, String output) {}

    /** Runs it and returns how it ended, whatever that was. */
    public static Ended run(Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("mailwarden-bench", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .start();
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " ran longer than " + limit);
            }
            return new Ended(
                    process.exitValue(),
                    new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Runs it and returns what it wrote; fails unless it succeeds. */
    public static String output(String... command) throws IOException, InterruptedException {
        Ended ended = run(Duration.ofMinutes(2), List.of(command));
        if (ended.code() != 0) {
            throw new IOException(
                    "%s ended with %d: %s"
                            .formatted(
                                    String.join(" ", command),
                                    ended.code(),
                                    ended.output().strip()));
        }
        return ended.output();
    }

    /** {@return whether a program is on the path} */
    public static boolean exists(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
