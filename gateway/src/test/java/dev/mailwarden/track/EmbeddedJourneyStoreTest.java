package dev.mailwarden.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.track.JourneyQuery.Field;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that journeys are in. */
class EmbeddedJourneyStoreTest {

    private static final JournalPlace SOMEWHERE = new JournalPlace(3, 4711);
    private static final long SMALL = 8L << 20;

    @TempDir Path directory;
    private final AtomicReference<Instant> now = new AtomicReference<>(Journeys.NOON);

    private EmbeddedJourneyStore open(long octets) throws IOException {
        return EmbeddedJourneyStore.open(
                directory.resolve("journeys"),
                () -> new EmbeddedJourneyStore.Limits(octets, Duration.ofDays(3)),
                now::get,
                System::nanoTime);
    }

    private static void fill(JourneyStore store, int from, int to) throws IOException {
        for (int i = from; i < to; i += 100) {
            store.apply(
                    IntStream.range(i, i + 100).mapToObj(Journeys::received).toList(), SOMEWHERE);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("journeys"))) {
            return all.filter(file -> file.toString().endsWith(".db")).sorted().toList();
        }
    }

    @Test
    void aSizeLimitIsKeptByDeletingTheOldestFile() throws IOException {
        try (EmbeddedJourneyStore store = open(SMALL)) {
            fill(store, 0, 9_000);

            assertThat(store.stock().octets()).isLessThanOrEqualTo(SMALL + SMALL / 8);
            assertThat(store.find(JourneyQuery.newest(1)).rows().getFirst().journey())
                    .isEqualTo(Journeys.id(8_999));
            assertThat(store.story(Journeys.id(0))).isEmpty();
            assertThat(files().size()).isBetween(8, 40);
        }
    }

    @Test
    void everyFileIsForTheOwnerOnly() throws IOException {
        try (EmbeddedJourneyStore store = open(SMALL);
                Stream<Path> all = Files.list(directory.resolve("journeys"))) {
            fill(store, 0, 100);
            for (Path file : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    private void damage(Path file) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.write(new byte[(int) Files.size(file)]);
        }
    }

    @Test
    void aDamagedFileIsSetAsideAndTheOthersGoOn() throws IOException {
        try (EmbeddedJourneyStore store = open(SMALL)) {
            fill(store, 0, 1_000);
        }
        int before = files().size();
        damage(files().get(1));

        try (EmbeddedJourneyStore store = open(SMALL)) {
            assertThat(store.find(JourneyQuery.newest(1000).with(Field.OUTCOME, "bounced")).rows())
                    .isEmpty();
            assertThat(store.story(Journeys.id(999))).isPresent();
            assertThat(store.story(Journeys.id(0))).isPresent();
            assertThat(files()).hasSize(before - 1);
            assertThat(store.place()).isEqualTo(SOMEWHERE);
        }
    }

    @Test
    void whenTheNewestFileIsDamagedItIsMadeAgainFromThePlaceOfTheOneBefore() throws IOException {
        try (EmbeddedJourneyStore store = open(SMALL)) {
            fill(store, 0, 1_000);
            store.apply(List.of(Journeys.received(5_000)), new JournalPlace(9, 9));
        }
        damage(files().getLast());

        try (EmbeddedJourneyStore store = open(SMALL)) {
            assertThat(store.place()).isEqualTo(SOMEWHERE);
            assertThat(store.story(Journeys.id(0))).isPresent();
        }
    }
}
