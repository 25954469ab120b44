package dev.mailwarden.track;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of the event journal that rotted, were written by another version, or by nobody. */
@Fuzzes({EventCodec.class, JourneyId.class})
class JournalFuzzTest {

    @MethodSource("lines")
    @FuzzTest
    void aKnownEventIsWrittenAndReadAgain(byte[] octets) {
        for (byte[] lines : List.of(octets, sound(octets))) {
            for (JournalLine line : EventCodec.decode(lines)) {
                if (line instanceof JournalLine.Known(Event event)) {
                    assertThat(EventCodec.decode(EventCodec.encode(event))).containsExactly(line);
                }
            }
        }
    }

    @MethodSource("lines")
    @FuzzTest
    void aJourneyIdIsItsOwnText(byte[] octets) {
        String text = new String(octets, UTF_8);
        JourneyId.parse(text)
                .ifPresent(id -> assertThat(JourneyId.parse(id.toString())).contains(id));
    }

    /** The same with a checksum that holds, or nothing would get past it. */
    private static byte[] sound(byte[] octets) {
        var line = new ByteArrayOutputStream();
        line.writeBytes(octets);
        line.writeBytes(",\"crc\":\"".getBytes(US_ASCII));
        var crc = new CRC32C();
        crc.update(line.toByteArray());
        line.writeBytes(String.format(Locale.ROOT, "%08x\"}\n", crc.getValue()).getBytes(US_ASCII));
        return line.toByteArray();
    }

    static Stream<byte[]> lines() {
        var random = new RandomEvents(8);
        List<byte[]> lines = new ArrayList<>();
        for (int kind = 0; kind < RandomEvents.KINDS; kind++) {
            byte[] line = EventCodec.encode(random.ofKind(kind));
            lines.add(line);
            String text = new String(line, UTF_8);
            lines.add(text.substring(0, text.lastIndexOf(",\"crc\"")).getBytes(UTF_8));
        }
        lines.add("01234567-89ab-7cde-8f01-23456789abcd".getBytes(US_ASCII));
        return lines.stream();
    }
}
