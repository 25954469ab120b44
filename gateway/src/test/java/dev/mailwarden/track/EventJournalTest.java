package dev.mailwarden.track;

import static dev.mailwarden.track.JournalFiles.NOON;
import static dev.mailwarden.track.JournalFiles.ROOMY;
import static dev.mailwarden.track.JournalFiles.SOON;
import static dev.mailwarden.track.JournalFiles.event;
import static dev.mailwarden.track.JournalFiles.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventJournalTest {

    @TempDir private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    private EventJournal open(Settings.Logs logs) throws IOException {
        return EventJournal.open(directory, () -> logs, now::get, List.of());
    }

    private EventJournal open() throws IOException {
        return open(ROOMY);
    }

    @Test
    void whatWasRecordedIsThereAfterClosing() throws Exception {
        try (EventJournal journal = open()) {
            IntStream.range(0, 1_000).forEach(i -> journal.record(event(i)));
        }
        assertThat(numbers(directory)).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void aSecondStartGoesOnInTheSameFile() throws Exception {
        for (int start = 0; start < 3; start++) {
            try (EventJournal journal = open()) {
                journal.record(event(start));
            }
        }
        assertThat(numbers(directory)).containsExactly(0, 1, 2);
        assertThat(JournalFiles.list(directory)).hasSize(1);
    }

    @Test
    void aReplayComesBetweenNewEvents() throws Exception {
        try (EventJournal journal = open()) {
            journal.append(4, EventCodec.write(event(4)));
            assertThat(journal.sync(SOON)).isTrue();
        }
        try (EventJournal journal = open()) {
            journal.beginReplay();
            journal.append(100, EventCodec.write(event(100)));
            journal.replay(EventCodec.encode(event(5)));
            journal.append(101, EventCodec.write(event(101)));
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).as("5 could be lost").isEqualTo(4);
        }
        assertThat(numbers(directory)).containsExactly(4, 100, 5, 101);
        try (EventJournal journal = open()) {
            journal.beginReplay();
            journal.replay(EventCodec.encode(event(5)));
            journal.append(102, EventCodec.write(event(102)));
            journal.endReplay();
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(102);
            journal.append(103, EventCodec.write(event(103)));
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(103);
        }
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(103);
        }
    }

    @Test
    void filesAreForTheGatewayOnly() throws Exception {
        Path inner = directory.resolve("journal");
        try (EventJournal journal = EventJournal.open(inner, () -> ROOMY, now::get, List.of())) {
            journal.record(event(1));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                .isEqualTo("rwx------");
        Path file = JournalFiles.list(inner).getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPositionCountsOnlyOnceItIsStable() throws Exception {
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(-1);
            journal.append(10, EventCodec.write(event(1)));
            journal.append(4_000, EventCodec.write(event(2)));
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(4_000);
            journal.record(event(3));
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(4_000);
        }
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(4_000);
        }
    }

    @Test
    void aPositionIsSyncedWithinASecondOrSoWithoutBeingAskedFor() throws Exception {
        try (EventJournal journal = open()) {
            journal.append(7, EventCodec.write(event(1)));
            long deadline = System.nanoTime() + SOON.toNanos();
            while (journal.syncedPosition() < 7 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(journal.syncedPosition()).isEqualTo(7);
        }
    }

    @Test
    void aReplayFromFurtherBackTakesTheClaimBack() throws Exception {
        try (EventJournal journal = open()) {
            journal.append(1_000, EventCodec.write(event(1)));
        }
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(1_000);
            journal.append(5, EventCodec.write(event(2)));
            assertThat(journal.syncedPosition()).isBetween(4L, 5L);
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(5);
        }
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(5);
        }
    }

    @Test
    void aPositionThatDoesNotGrowIsRefused() throws Exception {
        byte[] lines = EventCodec.encode(event(1));
        try (EventJournal journal = open()) {
            journal.append(5, WrittenEvents.ofLines(lines));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.append(5, WrittenEvents.ofLines(lines)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.append(4, WrittenEvents.ofLines(lines)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.append(-1, WrittenEvents.ofLines(lines)));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> journal.append(6, WrittenEvents.ofLines(new byte[] {'{', '}'})));
        }
    }

    @Test
    void aClosedJournalTakesNothing() throws Exception {
        EventJournal journal = open();
        journal.close();
        journal.record(event(1));
        assertThat(journal.lost()).isEqualTo(1);
        assertThat(journal.healthy()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> journal.append(1, EventCodec.write(event(1))));
    }

    @Test
    void nothingIsLostBetweenManyThreadsThoughTheyAreInterrupted() throws Exception {
        int threads = 200;
        int each = 100;
        try (EventJournal journal = open()) {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> done = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    int first = thread * each;
                    done.add(
                            executor.submit(() -> {
                                for (int i = 0; i < each; i++) {
                                    Thread.currentThread().interrupt();
                                    journal.record(event(first + i));
                                }
                            }));
                }
                for (Future<?> task : done) {
                    task.get();
                }
            }
            assertThat(journal.recorded()).isEqualTo((long) threads * each);
            assertThat(journal.failures()).isZero();
            assertThat(journal.healthy()).isTrue();
        }
        assertThat(numbers(directory))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, threads * each).boxed().toList());
    }

    @Test
    void aCallerThatWaitsForRoomKeepsItsInterrupt() throws Exception {
        byte[] large =
                EventCodec.encode(
                        IntStream.range(0, 40_000).mapToObj(JournalFiles::event).toList());
        try (EventJournal journal = open()) {
            Thread.currentThread().interrupt();
            for (int position = 0; position < 12; position++) {
                journal.append(position, WrittenEvents.ofLines(large));
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(11);
        }
        assertThat(numbers(directory)).hasSize(12 * 40_000);
    }

    @Test
    void theLogStaysWithinItsOctetsAndLosesItsOldestFirst() throws Exception {
        long limit = 160_000;
        var logs = new Settings.Logs(limit, Duration.ofDays(3), 1, 1, 1);
        try (EventJournal journal = open(logs)) {
            for (int i = 0; i < 5_000; i++) {
                journal.record(event(i));
                if (i % 10 == 0) {
                    assertThat(journal.sync(SOON)).isTrue();
                    assertThat(journal.storedOctets()).isLessThanOrEqualTo(limit);
                }
            }
        }
        for (Path file : JournalFiles.list(directory)) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(limit / 16);
        }
        List<Integer> left = numbers(directory);
        int first = left.getFirst();
        assertThat(left).isEqualTo(IntStream.range(first, 5_000).boxed().toList());
        long kept = JournalFiles.list(directory).stream().mapToLong(EventJournalTest::size).sum();
        assertThat(kept).isBetween(limit * 14 / 16, limit);
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    @Test
    void eventsLeaveWhenTheyAreTooOldAndNotMuchBefore() throws Exception {
        var logs = new Settings.Logs(1L << 30, Duration.ofHours(16), 1, 1, 1);
        try (EventJournal journal = open(logs)) {
            for (int hour = 0; hour < 48; hour++) {
                now.set(NOON.plus(Duration.ofHours(hour)));
                Event event = new Event.SetAside(event(hour).journey(), hour, now.get(), "hourly");
                journal.record(event);
                assertThat(journal.sync(SOON)).isTrue();
                int oldest = numbers(directory).getFirst();
                assertThat(oldest).isEqualTo(Math.max(0, hour - 16));
                assertThat(journal.oldest()).contains(NOON.plus(Duration.ofHours(oldest)));
            }
        }
    }

    @Test
    void aTornEndIsCutWhereverItWasTorn() throws Exception {
        try (EventJournal journal = open()) {
            journal.append(1, EventCodec.write(event(1)));
            assertThat(journal.sync(SOON)).isTrue();
            journal.append(2, EventCodec.write(event(2)));
            assertThat(journal.sync(SOON)).isTrue();
            journal.append(3, EventCodec.write(event(3)));
        }
        Path file = JournalFiles.list(directory).getFirst();
        byte[] whole = Files.readAllBytes(file);
        int previousEvents = 0;
        long previousPosition = -1;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            long position;
            try (EventJournal journal = open()) {
                position = journal.syncedPosition();
                journal.record(event(99));
            }
            List<Integer> left = numbers(directory);
            assertThat(JournalFiles.lines(directory)).noneMatch(JournalFiles::isDamaged);
            assertThat(left).last().isEqualTo(99);
            int events = left.size() - 1;
            assertThat(position).as("torn at %d", length).isBetween(-1L, (long) events);
            assertThat(position).isGreaterThanOrEqualTo(previousPosition);
            assertThat(events).isBetween(previousEvents, previousEvents + 1);
            previousEvents = events;
            previousPosition = position;
        }
        assertThat(previousEvents).isEqualTo(3);
        assertThat(previousPosition).isEqualTo(3);
    }

    @Test
    void aMarkBehindDamageIsNotTrusted() throws Exception {
        try (EventJournal journal = open()) {
            for (int position = 1; position <= 5; position++) {
                journal.append(position, EventCodec.write(event(position)));
                assertThat(journal.sync(SOON)).isTrue();
            }
        }
        Path file = JournalFiles.list(directory).getFirst();
        byte[] whole = Files.readAllBytes(file);
        int hole = new String(whole, StandardCharsets.US_ASCII).indexOf("event 3");
        whole[hole] = 0;
        Files.write(file, whole);
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(2);
        }
        assertThat(numbers(directory)).containsExactly(1, 2, 4, 5);
    }

    @Test
    void aFileOfRubbishIsLeftAloneAndTheOneBeforeTellsThePosition() throws Exception {
        try (EventJournal journal = open()) {
            journal.append(8, EventCodec.write(event(8)));
        }
        Path rubbish = directory.resolve("000000000002.jsonl");
        Files.writeString(rubbish, "no line of ours\n\n{}\n");
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(8);
            journal.record(event(9));
        }
        assertThat(rubbish).content().startsWith("no line of ours\n\n{}\n");
        assertThat(numbers(directory)).containsExactly(8, 9);
    }
}
