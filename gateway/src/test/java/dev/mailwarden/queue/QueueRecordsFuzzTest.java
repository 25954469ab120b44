package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records of another version, or of a disk that rotted: understood or not, and never an accident.
 */
@Fuzzes(QueueRecords.class)
class QueueRecordsFuzzTest {

    @MethodSource("records")
    @FuzzTest
    void whatIsUnderstoodIsWrittenAndReadAgain(byte[] octets) {
        understood(octets)
                .ifPresent(records -> {
                    for (QueueRecord record : records) {
                        byte[] written = QueueRecords.encode(record);
                        assertThat(QueueRecords.decode(ByteBuffer.wrap(written)))
                                .containsExactly(record);
                    }
                });
    }

    private static Optional<List<QueueRecord>> understood(byte[] octets) {
        try {
            return QueueRecords.understand(ByteBuffer.wrap(octets));
        } catch (NewerRecordException e) {
            return Optional.empty();
        }
    }

    static Stream<byte[]> records() {
        JourneyId journey = new JourneyId(1, 2);
        Stream<byte[]> sound =
                Stream.of(
                                new QueueRecord.Ended(journey, Outcome.BOUNCED, List.of(0, 3), 7),
                                new QueueRecord.Deferred(
                                        journey,
                                        List.of(1),
                                        2,
                                        Instant.ofEpochMilli(1_800_000_000_000L),
                                        8,
                                        "4.2.0 later"))
                        .map(QueueRecords::encode);
        return sound.flatMap(whole ->
                Stream.of(
                        whole,
                        Arrays.copyOf(whole, whole.length - 1),
                        Arrays.copyOf(whole, whole.length * 2)));
    }
}
