package dev.mailwarden.bench.jmh;

import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading and checking a file with many rules, each with 100 addresses. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PolicyFileBenchmark {

    private static final int ADDRESSES = 100;

    private static final String HEAD =
            """
            node:
              host-name: mx.example.org
              data-directory: data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            settings:
              rules:
            """;

    /** Rules in the file. */
    @Param("5000")
    public int rules;

    private Path file = Path.of("rules.yaml");

    /** Writes the file. */
    @Setup
    public void writeFile() throws IOException {
        var text = new StringBuilder(HEAD);
        for (int i = 0; i < rules; i++) {
            text.append("    - name: Rule ").append(i);
            text.append("\n      recipients: [\"*\"]\n      senders:\n");
            for (int j = 0; j < ADDRESSES; j++) {
                text.append("        - user%d@d%d.example.org%n".formatted(j, i));
            }
        }
        file = Files.writeString(Files.createTempFile("rules", ".yaml"), text);
    }

    /** Removes it. */
    @TearDown
    public void removeFile() throws IOException {
        Files.delete(file);
    }

    /** Reads it as a start or a reload does. */
    @Benchmark
    public Reading readRules() throws IOException {
        Reading reading = ConfigurationFile.read(Files.readString(file), file);
        if (!(reading instanceof Reading.Valid)) {
            throw new IllegalStateException(reading.toString());
        }
        return reading;
    }
}
