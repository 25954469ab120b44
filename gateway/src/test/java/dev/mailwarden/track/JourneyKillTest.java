package dev.mailwarden.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while it writes rows, again and again. */
class JourneyKillTest {

    private static final int KILLS = Scale.of(4, 200);
    private static final int BATCH = 20;

    @TempDir Path directory;

    private static EmbeddedJourneyStore open(Path directory) throws IOException {
        return EmbeddedJourneyStore.open(
                directory,
                () -> new EmbeddedJourneyStore.Limits(64L << 20, Duration.ofDays(100_000)),
                () -> Journeys.NOON,
                System::nanoTime);
    }

    /**
     * The process that is killed: goes on from where the rows end, and tells what it has written.
     */
    public static final class Victim {

        private Victim() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws IOException {
            try (EmbeddedJourneyStore store = open(Path.of(arguments[0]))) {
                for (int next = (int) store.place().octets(); ; next += BATCH) {
                    int first = next;
                    store.apply(
                            IntStream.range(first, first + BATCH)
                                    .mapToObj(Journeys::received)
                                    .toList(),
                            new JournalPlace(1, first + BATCH));
                    System.out.println(first + BATCH);
                }
            }
        }
    }

    @Test
    void whatWasToldToBeWrittenIsThereOnce() throws Exception {
        var random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            int told = runAndKill(random.nextInt(1, 60));

            try (EmbeddedJourneyStore store = open(directory.resolve("journeys"))) {
                int place = (int) store.place().octets();
                assertThat(place).isGreaterThanOrEqualTo(told);
                assertThat(found(store)).isEqualTo(place);
            }
        }
    }

    private int found(JourneyStore store) throws IOException {
        int found = 0;
        JourneyQuery query = JourneyQuery.newest(JourneyQuery.LARGEST_PAGE);
        JourneyPage page = store.find(query);
        found += page.rows().size();
        while (page.next().isPresent()) {
            page = store.find(query.after(page.next().get()));
            found += page.rows().size();
        }
        return found;
    }

    /** Kills it after so many batches; {@return the last number it told} */
    private int runAndKill(int batches) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Victim.class.getName(),
                                        directory.resolve("journeys").toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int told = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < batches; i++) {
                String line = lines.readLine();
                assertThat(line).isNotNull();
                told = Integer.parseInt(line);
            }
            process.destroyForcibly().waitFor();
        }
        return told;
    }
}
