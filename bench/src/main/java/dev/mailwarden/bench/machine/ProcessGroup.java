package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a session of its own, with all that it starts.
 *
 * <p>Its number is kept as a file in the {@code groups} directory of the campaign until it has
 * ended, so that {@code bench/run} finds and kills it even if the campaign itself was killed.
 */
public final class ProcessGroup implements AutoCloseable {

    private final Process process;
    private final Path mark;
    private final Path output;

    private ProcessGroup(Process process, Path mark, Path output) {
        this.process = process;
        this.mark = mark;
        this.output = output;
    }

    /**
     * Starts a program.
     *
     * @param directory of the campaign; its {@code groups} directory exists
     * @param environment added to that of this process
     * @param output a file that gets what the program writes, after what is there already
     */
    public static ProcessGroup start(
            Path directory, List<String> command, Map<String, String> environment, Path output)
            throws IOException {
        var all = new ArrayList<>(List.of("setsid"));
        all.addAll(command);
        var builder =
                new ProcessBuilder(all)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        // setsid makes no new process for one that leads no group, so this is the program's number
        return new ProcessGroup(process, mark(directory, process.pid()), output);
    }

    /** Notes a group that is to be killed should this process die before it does so itself. */
    static Path mark(Path directory, long group) throws IOException {
        Path mark = directory.resolve("groups").resolve(Long.toString(group));
        Files.writeString(mark, "");
        return mark;
    }

    /** Kills every process of a group, if there is any. */
    static void kill(long group) throws IOException, InterruptedException {
        Command.run(Duration.ofSeconds(10), List.of("kill", "-KILL", "--", "-" + group));
    }

    /** {@return the number of the program and of its group} */
    public long pid() {
        return process.pid();
    }

    /** {@return whether the program itself still runs} */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to stop; false if it has not within the limit. */
    public boolean stop(Duration limit) throws InterruptedException {
        process.destroy();
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** {@return the exit code of a program that has ended} */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * Kills the whole group at once, as {@code kill -9} does, and waits until the program is gone.
     */
    public void kill() throws IOException, InterruptedException {
        kill(process.pid());
        process.waitFor();
    }

    /** {@return the end of what it wrote, for a human} */
    public String said() throws IOException {
        String all = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return all.length() <= 2000 ? all : all.substring(all.length() - 2000);
    }

    /** Kills whatever is left. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            kill();
            Files.deleteIfExists(mark);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
