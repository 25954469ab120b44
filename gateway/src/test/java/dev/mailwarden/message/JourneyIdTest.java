package dev.mailwarden.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JourneyIdTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Random random = new Random(11);

    @Test
    void anIdIsAUuidOfVersion7WithTheTimeInFront() {
        for (int i = 0; i < 1_000; i++) {
            Instant now = NOON.plusMillis(random.nextInt());
            UUID uuid = UUID.fromString(JourneyId.of(now, random).toString());
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
        }
    }

    @Test
    void idsSortByTimeAsValuesAndAsText() {
        JourneyId earlier = JourneyId.of(NOON, random);
        for (int millis = 1; millis < 1_000; millis++) {
            JourneyId later = JourneyId.of(NOON.plusMillis(millis), random);
            assertThat(earlier).isLessThan(later);
            assertThat(earlier.toString()).isLessThan(later.toString());
            earlier = later;
        }
    }

    @Test
    void valuesSortAsTheirTextEvenWithTheHighestBitSet() {
        JourneyId[] ids = {
            new JourneyId(1, -1), new JourneyId(-1, 1), new JourneyId(-1, -1), new JourneyId(0, 0)
        };
        for (JourneyId a : ids) {
            for (JourneyId b : ids) {
                assertThat(Integer.signum(a.compareTo(b)))
                        .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
            }
        }
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        Set<JourneyId> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(JourneyId.of(NOON, random));
        }
        assertThat(ids).hasSize(100_000);
    }

    @Test
    void theTextReadsBack() {
        for (int i = 0; i < 1_000; i++) {
            var id = new JourneyId(random.nextLong(), random.nextLong());
            assertThat(JourneyId.parse(id.toString())).contains(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "1-1-1-1-1",
                "0195f1a0-0000-7000-8000-00000000000",
                "0195f1a0-0000-7000-8000-0000000000000",
                "0195f1a0-0000-7000-8000-00000000000g",
                "0195f1a00-000-7000-8000-000000000000",
                "0195f1a000000-7000-8000-0000000000000",
                "                                    ",
            })
    void whatIsNoUuidIsNoId(String text) {
        assertThat(JourneyId.parse(text)).isEmpty();
    }
}
