package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.Scale;
import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The messages that other parsers are tested with, and files that are none. */
class MimeSuiteTest {

    /** What a file may take of a processor; fuzzing hooks slow the tests of every build. */
    private static final Duration MOST = Duration.ofSeconds(Scale.of(5, 1));

    private static Map<String, byte[]> messages = Map.of();

    @BeforeAll
    static void unpack() throws IOException {
        messages = TarArchive.read(SharedData.require("suites").resolve("mime.tar.gz"));
    }

    @Test
    void otherParsersSeeTheSamePartsAndBodies() throws IOException {
        var others = new OtherParsers(messages);
        others.compare();
        System.out.printf(
                "other parsers: compared=%d same=%d%n",
                others.compared(), others.compared() - others.different().size());
        assertThat(others.compared()).isEqualTo(275);
        assertThat(others.different()).isEqualTo(known());
    }

    @Test
    void everyFileIsReadWithinItsTimeAndBudget() throws IOException {
        Path hostile = SharedData.require("suites").resolve("hostile.tar.gz");
        Duration slowest = Duration.ZERO;
        int files = 0;
        for (Map<String, byte[]> suite : List.of(messages, TarArchive.read(hostile))) {
            for (byte[] octets : suite.values()) {
                Duration took = readAll(octets);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                files++;
            }
        }
        System.out.printf("files=%d slowest_ms=%d%n", files, slowest.toMillis());
        assertThat(files).isGreaterThan(3_300);
        assertThat(slowest).isLessThan(MOST);
    }

    private static Duration readAll(byte[] octets) throws IOException {
        long start = cpu();
        Budget budget = Budget.open(Limits.DEFAULT, System::nanoTime, Duration.ofMinutes(1));
        Message message = Message.parse(Octets.of(octets), budget);
        for (Part part : message.leaves()) {
            try (InputStream in = part.body(budget)) {
                in.transferTo(OutputStream.nullOutputStream());
                part.text(budget, 1 << 16, Optional.empty());
            }
        }
        assertThat(budget.exhausted()).isEmpty();
        return Duration.ofNanos(cpu() - start);
    }

    /** Time of the processor, since a machine that is busy says nothing by its clock. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Map<String, String> known() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        MimeSuiteTest.class.getResourceAsStream("other-parsers.tsv"))) {
            var known = new TreeMap<String, String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(cells -> known.put(cells[0], cells[1]));
            return known;
        }
    }
}
