package dev.mailwarden.track;

import static dev.mailwarden.track.JournalFiles.NOON;
import static dev.mailwarden.track.JournalFiles.ROOMY;
import static dev.mailwarden.track.JournalFiles.SOON;
import static dev.mailwarden.track.JournalFiles.event;
import static dev.mailwarden.track.JournalFiles.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.track.FaultyVolume.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventJournalFaultTest {

    private static final int FOREVER = Integer.MAX_VALUE;

    @TempDir private Path directory;

    private final FaultyVolume volume = new FaultyVolume();
    private final AtomicLong nanos = new AtomicLong();

    private EventJournal open() throws IOException {
        return EventJournal.open(directory, () -> ROOMY, () -> NOON, List.of(), volume, nanos::get);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"WRITE", "FORCE", "EVERYTHING"})
    void afterAFailureEverythingGoesIntoANewFile(Fault fault) throws Exception {
        try (EventJournal journal = open()) {
            journal.append(1, EventCodec.write(event(1)));
            assertThat(journal.sync(SOON)).isTrue();
            volume.fail(fault, 3);
            journal.append(2, EventCodec.write(event(2)));
            journal.record(event(3));
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(2);
            assertThat(journal.failures()).isEqualTo(3);
            assertThat(volume.forcesAfterFailure).hasValue(0);
        }
        assertThat(new HashSet<>(numbers(directory))).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(JournalFiles.list(directory)).hasSizeGreaterThan(1);
        try (EventJournal journal = open()) {
            assertThat(journal.syncedPosition()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsClaimedWhileTheSyncFails() throws Exception {
        try (EventJournal journal = open()) {
            volume.fail(Fault.FORCE, FOREVER);
            journal.append(9, EventCodec.write(event(9)));
            assertThat(journal.sync(Duration.ofMillis(600))).isFalse();
            assertThat(journal.syncedPosition()).isEqualTo(-1);
            volume.repair();
            assertThat(journal.sync(SOON)).isTrue();
            assertThat(journal.syncedPosition()).isEqualTo(9);
        }
    }

    @Test
    void aFullVolumeIsNotFilledWithEmptyFiles() throws Exception {
        try (EventJournal journal = open()) {
            volume.fail(Fault.EVERYTHING, FOREVER);
            journal.record(event(1));
            await(() -> journal.failures() >= 5);
            assertThat(JournalFiles.list(directory)).hasSizeLessThanOrEqualTo(1);
            volume.repair();
        }
        assertThat(numbers(directory)).containsExactly(1);
    }

    @Test
    void theJournalSaysThatItIsBrokenAndThatItIsMended() throws Exception {
        try (EventJournal journal = open()) {
            volume.fail(Fault.EVERYTHING, FOREVER);
            journal.record(event(1));
            await(() -> journal.failures() >= 1);
            assertThat(journal.healthy()).isTrue();
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            assertThat(journal.healthy()).isFalse();
            volume.repair();
            await(journal::healthy);
            assertThat(journal.sync(SOON)).isTrue();
        }
        assertThat(numbers(directory)).containsExactly(1);
    }

    @Test
    void aBrokenJournalHoldsNobodyUpForeverAndCountsWhatItDrops() throws Exception {
        int kept;
        try (EventJournal journal = open()) {
            volume.fail(Fault.EVERYTHING, FOREVER);
            journal.record(event(0));
            await(() -> journal.failures() >= 1);
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            int recorded = 1;
            while (journal.lost() == 0) {
                journal.record(event(recorded++));
            }
            kept = recorded - 1;
            assertThat(journal.waitingOctets()).isLessThanOrEqualTo(8 << 20);
            volume.repair();
            assertThat(journal.sync(SOON)).isTrue();
        }
        assertThat(numbers(directory)).isEqualTo(IntStream.range(0, kept).boxed().toList());
    }

    @Test
    void closingABrokenJournalEnds() throws Exception {
        EventJournal journal = open();
        volume.fail(Fault.EVERYTHING, FOREVER);
        journal.append(1, EventCodec.write(event(1)));
        journal.close();
        assertThat(journal.syncedPosition()).isEqualTo(-1);
    }

    @Test
    void manyEventsShareASync() throws Exception {
        try (EventJournal journal = open()) {
            IntStream.range(0, 1_000).forEach(i -> journal.record(event(i)));
        }
        assertThat(volume.forces.get()).isLessThan(10);
        assertThat(numbers(directory)).hasSize(1_000);
    }
}
