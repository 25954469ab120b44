package dev.mailwarden.track;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final JourneyId JOURNEY = new JourneyId(0x0195_0000_0000_7abcL, -2L);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000000001Z");

    private static List<JournalLine> decode(String lines) {
        return EventCodec.decode(lines.getBytes(UTF_8));
    }

    /** A line with the checksum that makes it sound. */
    private static String sound(String members) {
        String covered = "{" + members + ",\"crc\":\"";
        var crc = new CRC32C();
        crc.update(covered.getBytes(UTF_8));
        return covered + "%08x".formatted(crc.getValue()) + "\"}\n";
    }

    @Test
    void everyEventComesBackAsItWas() {
        for (int seed = 0; seed < 3_000; seed++) {
            Event event = new RandomEvents(seed).ofKind(seed % RandomEvents.KINDS);
            assertThat(EventCodec.decode(EventCodec.encode(event)))
                    .as("seed %d", seed)
                    .containsExactly(new JournalLine.Known(event));
        }
    }

    @Test
    void severalEventsAreTheLinesOfEach() {
        var random = new RandomEvents(1);
        List<Event> events = new ArrayList<>();
        var lines = new StringBuilder();
        for (int kind = 0; kind < RandomEvents.KINDS; kind++) {
            events.add(random.ofKind(kind));
            lines.append(new String(EventCodec.encode(events.get(kind)), UTF_8));
        }
        assertThat(new String(EventCodec.encode(events), UTF_8)).isEqualTo(lines.toString());
        assertThat(decode(lines.toString()))
                .isEqualTo(events.stream().map(JournalLine.Known::new).toList());
    }

    @Test
    void aLineReadsAsTheReferenceShows() {
        var event = new Event.SetAside(JOURNEY, 3, NOON, "checksum\nof \"blob\" \u2028 \u00e9");
        assertThat(new String(EventCodec.encode(event), UTF_8))
                .isEqualTo(
                        sound(
                                "\"journey\":\"01950000-0000-7abc-ffff-fffffffffffe\",\"sequence\":3,"
                                        + "\"kind\":\"set-aside\",\"at\":\"2026-03-01T12:00:00.000000001Z\","
                                        + "\"reason\":\"checksum\\u000aof \\\"blob\\\" \\u2028 \u00e9\""));
    }

    @Test
    void noTextPutsAControlOrALineEndIntoALine() {
        for (int seed = 0; seed < 2_000; seed++) {
            Event event = new RandomEvents(seed).ofKind(seed % RandomEvents.KINDS);
            String line = new String(EventCodec.encode(event), UTF_8);
            assertThat(line.substring(0, line.length() - 1))
                    .as("seed %d", seed)
                    .doesNotContainPattern("[\\p{Cc}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]");
        }
    }

    @Test
    void everyFlippedBitShows() {
        byte[] line = EventCodec.encode(new Event.SetAside(JOURNEY, 1, NOON, "rot"));
        for (int bit = 0; bit < line.length * 8; bit++) {
            byte[] rotten = line.clone();
            rotten[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(EventCodec.decode(rotten))
                    .as("bit %d", bit)
                    .isNotEmpty()
                    .allMatch(read -> read instanceof JournalLine.Damaged);
        }
    }

    @Test
    void everyTornLineShows() {
        byte[] line = EventCodec.encode(new Event.SetAside(JOURNEY, 1, NOON, "torn"));
        for (int length = 1; length < line.length; length++) {
            assertThat(EventCodec.decode(Arrays.copyOf(line, length)))
                    .containsExactly(new JournalLine.Damaged());
        }
    }

    @Test
    void membersOfANewerVersionArePassedOver() {
        String line =
                sound(
                        "\"later\":{\"deep\":[1,null,{\"x\":1.5e3}]},\"journey\":\"%s\",\"sequence\":1,\"kind\":\"set-aside\",\"at\":\"%s\",\"reason\":\"r\",\"more\":true"
                                .formatted(JOURNEY, NOON));
        assertThat(decode(line))
                .containsExactly(new JournalLine.Known(new Event.SetAside(JOURNEY, 1, NOON, "r")));
    }

    @Test
    void aKindOfANewerVersionIsKeptAsItStands() {
        String line =
                sound("\"journey\":\"%s\",\"sequence\":7,\"kind\":\"scanned\"".formatted(JOURNEY));
        assertThat(decode(line))
                .containsExactly(
                        new JournalLine.Unknown(Optional.of(JOURNEY), 7, "scanned", line.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kind\":\"set-aside\"",
                "\"kind\":7",
                "\"kind\":\"set-aside\",\"journey\":\"nobody\",\"sequence\":1",
                "\"kind\":\"set-aside\",\"sequence\":99999999999999999999",
                "\"kind\":\"position\",\"spool\":\"9\",\"at\":\"now\"",
            })
    void aSoundLineOfAnotherShapeIsNeverAnEvent(String members) {
        assertThat(decode(sound(members)))
                .noneMatch(read -> read instanceof JournalLine.Known)
                .noneMatch(read -> read instanceof JournalLine.Position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[[[[[[[[[[[[[[[[[[[[[", "\"a\":", "\"a\":1}{\"b\":2"})
    void aSoundLineThatIsNoObjectIsDamaged(String members) {
        assertThat(decode(sound(members))).containsExactly(new JournalLine.Damaged());
    }

    @Test
    void noSoundLineMakesTheDecoderThrow() {
        String signs = "\"{}[],:0-9eE.\\u";
        var random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] line =
                    EventCodec.encode(new RandomEvents(round).ofKind(round % RandomEvents.KINDS));
            for (int change = random.nextInt(4); change >= 0; change--) {
                line[1 + random.nextInt(line.length - 20)] =
                        (byte) signs.charAt(random.nextInt(signs.length()));
            }
            String members = new String(line, 1, line.length - 20, ISO_8859_1);
            assertThat(EventCodec.decode(sound(members).getBytes(UTF_8))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483647", "1e-2147483647", "1e999999999", "-1e100"})
    void anAbsurdNumberCostsNothing(String number) {
        String line =
                sound(
                        "\"journey\":\"%s\",\"sequence\":%s,\"kind\":\"delivered\",\"age\":%s"
                                .formatted(JOURNEY, number, number));
        assertThat(decode(line)).containsExactly(new JournalLine.Damaged());
    }

    @Test
    void aPositionComesBack() {
        assertThat(EventCodec.decode(EventCodec.encodePosition(Long.MAX_VALUE, NOON)))
                .containsExactly(new JournalLine.Position(Long.MAX_VALUE, NOON));
    }
}
