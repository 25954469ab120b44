package dev.mailwarden.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the journal's files to the rows. */
class JourneyFollowerTest {

    private static final long SOON = TimeUnit.SECONDS.toNanos(30);

    @TempDir Path directory;

    private Path journal() {
        return directory.resolve("journal");
    }

    private EmbeddedJourneyStore store() throws IOException {
        return EmbeddedJourneyStore.open(
                directory.resolve("journeys"),
                () -> new EmbeddedJourneyStore.Limits(1L << 30, Duration.ofDays(100_000)),
                () -> JournalFiles.NOON,
                System::nanoTime);
    }

    private EventJournal journal(JourneyFollower follower) throws IOException {
        return EventJournal.open(
                journal(), () -> JournalFiles.ROOMY, () -> JournalFiles.NOON, List.of(follower));
    }

    private static boolean awaitEvents(JourneyStore store, JourneyId id, int wanted)
            throws IOException {
        long end = System.nanoTime() + SOON;
        while (System.nanoTime() - end < 0) {
            if (store.story(id).map(story -> story.events().size()).orElse(0) >= wanted) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return false;
    }

    private static Event event(JourneyId id, int sequence) {
        return new Event.SetAside(id, sequence, JournalFiles.NOON, "event " + sequence);
    }

    @Test
    void whatTheJournalRecordsBecomesRows() throws IOException {
        JourneyId id = Journeys.id(1);
        try (EmbeddedJourneyStore store = store()) {
            Files.createDirectories(journal());
            var follower = new JourneyFollower(journal(), store);
            try (EventJournal journal = journal(follower)) {
                journal.record(event(id, 0));
                assertThat(awaitEvents(store, id, 1)).isTrue();
                journal.record(event(id, 1));
                assertThat(awaitEvents(store, id, 2)).isTrue();
                assertThat(follower.isFollowing()).isTrue();
            }
        }
    }

    @Test
    void aStartGoesOnWhereTheRowsEnd() throws Exception {
        JourneyId id = Journeys.id(1);
        record(id, 0, 100);
        try (EmbeddedJourneyStore store = store();
                var follower = new JourneyFollower(journal(), store)) {
            assertThat(awaitEvents(store, id, 100)).isTrue();
            assertThat(follower.isFollowing()).isTrue();
        }
        record(id, 100, 150);
        try (EmbeddedJourneyStore store = store()) {
            JournalReader.Piece piece = new JournalReader(journal(), store.place()).next();
            assertThat(piece.changes()).hasSize(50);
        }
    }

    private void record(JourneyId id, int from, int to) throws IOException {
        try (EventJournal journal =
                EventJournal.open(
                        journal(), () -> JournalFiles.ROOMY, () -> JournalFiles.NOON, List.of())) {
            for (int i = from; i < to; i++) {
                journal.record(event(id, i));
            }
        }
    }

    private JournalPlace end() throws IOException {
        var reader = new JournalReader(journal(), JournalPlace.BEGINNING);
        JournalPlace place = JournalPlace.BEGINNING;
        JournalReader.Piece piece = reader.next();
        while (!piece.place().equals(place)) {
            place = piece.place();
            piece = reader.next();
        }
        return place;
    }

    @Test
    void aPlaceThatALossOfPowerTookIsReadAgainFromTheBeginningOfItsFile() throws Exception {
        JourneyId id = Journeys.id(1);
        record(id, 0, 10);
        JournalPlace place = end();
        Path file = JournalFiles.list(journal()).getLast();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        record(id, 20, 30);

        JournalReader.Piece piece = new JournalReader(journal(), place).next();

        assertThat(piece.changes())
                .extracting(JourneyChange::sequence)
                .contains(20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    }

    @Test
    void aFileThatWasDeletedIsPassedOver() throws Exception {
        JourneyId id = Journeys.id(1);
        record(id, 0, 10);

        JournalReader.Piece piece = new JournalReader(journal(), new JournalPlace(0, 4711)).next();

        assertThat(piece.changes()).hasSize(10);
    }
}
