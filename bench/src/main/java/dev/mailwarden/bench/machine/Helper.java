package dev.mailwarden.bench.machine;

import dev.mailwarden.bench.load.Words;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A load generator or sink in a process of its own, spoken to line by line; it ends when its input
 * does, also when this process dies.
 */
public final class Helper implements AutoCloseable {

    private final String name;
    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final Words greeting;

    /** Starts a main class of this module with the class path of this process. */
    public Helper(Class<?> main, Path log, String... arguments) throws IOException {
        name = main.getSimpleName();
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        in = process.inputReader(StandardCharsets.UTF_8);
        out = process.outputWriter(StandardCharsets.UTF_8);
        greeting = read();
    }

    /** {@return what it said when it was ready} */
    public Words greeting() {
        return greeting;
    }

    /** Sends a command and waits for the answer. */
    public Words ask(String command) throws IOException {
        return Words.of(askText(command));
    }

    /** The same for an answer that is meant for humans. */
    public String askText(String command) throws IOException {
        out.write(command + "\n");
        out.flush();
        return line();
    }

    private Words read() throws IOException {
        return Words.of(line());
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException(name + " ended unexpectedly; its log says why");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
