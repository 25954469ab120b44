package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.smtp.DataDecoder.Discipline;
import dev.mailwarden.mail.smtp.DataDecoder.Framing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lines and message content as any stranger may send them. The first octet says how the input is
 * cut.
 */
@Fuzzes({DataDecoder.class, WireReader.class})
class ContentFuzzTest {

    private record Decoded(String content, boolean done, boolean faulty, int consumed) {}

    @MethodSource("wires")
    @FuzzTest
    void cutsMakeNoDifferenceAndOnlyCleanLinesComeOut(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        int piece = 1 + (input[0] & 0x7f);
        for (Discipline discipline : Discipline.values()) {
            for (Framing framing : Framing.values()) {
                Decoded whole = decode(wire, framing, discipline, Integer.MAX_VALUE);
                assertThat(decode(wire, framing, discipline, piece)).isEqualTo(whole);
                if (framing == Framing.BINARY) {
                    assertThat(whole.content)
                            .isEqualTo(new String(wire, StandardCharsets.ISO_8859_1));
                } else if (!whole.faulty) {
                    assertThat(whole.content.replace("\r\n", "")).doesNotContain("\r", "\n");
                }
            }
            Decoded dots = decode(wire, Framing.DOTS, discipline, Integer.MAX_VALUE);
            String text = "\r\n" + new String(wire, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n.\r\n");
            assertThat(dots.done).isEqualTo(end >= 0);
            assertThat(dots.consumed).isEqualTo(end < 0 ? wire.length : end + 3);
            if (dots.done && !dots.faulty && discipline == Discipline.STRICT) {
                byte[] again = stuffed(dots.content);
                assertThat(decode(again, Framing.DOTS, discipline, piece).content)
                        .isEqualTo(dots.content);
            }
        }
    }

    @MethodSource("wires")
    @FuzzTest
    void aLineIsCleanAndBounded(byte[] wire) {
        try {
            List<String> lines = new ArrayList<>();
            var reader = new WireReader(new ByteArrayInputStream(wire), () -> {});
            WireReader.Line line = reader.readLine();
            while (line == WireReader.Line.COMPLETE || line == WireReader.Line.TOO_LONG) {
                if (line == WireReader.Line.COMPLETE) {
                    assertThat(reader.lineLength()).isBetween(0, WireReader.MAX_LINE - 2);
                    lines.add(
                            new String(
                                    reader.array(),
                                    reader.lineStart(),
                                    reader.lineLength(),
                                    StandardCharsets.ISO_8859_1));
                }
                line = reader.readLine();
            }
            assertThat(lines).allMatch(text -> text.matches("[^\\r\\n\\x00]*"));
            assertThat(new String(wire, StandardCharsets.ISO_8859_1))
                    .contains(lines.isEmpty() ? "" : String.join("\r\n", lines.getLast(), ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decoded decode(byte[] wire, Framing framing, Discipline discipline, int piece) {
        var content = new ByteArrayOutputStream();
        var decoder = new DataDecoder(framing, discipline, content::write);
        int at = 0;
        while (at < wire.length && !decoder.isDone()) {
            at += decoder.decode(wire, at, Math.min(piece, wire.length - at));
        }
        if (framing != Framing.DOTS) {
            decoder.endOfChunks();
        }
        return new Decoded(
                content.toString(StandardCharsets.ISO_8859_1),
                decoder.isDone(),
                decoder.fault().isPresent(),
                at);
    }

    private static byte[] stuffed(String content) {
        var wire = new ByteArrayOutputStream();
        try (var stuffer = new DotStuffer(wire)) {
            stuffer.write(content.getBytes(StandardCharsets.ISO_8859_1));
            stuffer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wire.toByteArray();
    }

    static Stream<byte[]> wires() {
        return Stream.of(
                        "\1A: b\r\n\r\n..x\r\n.\r\nQUIT\r\n",
                        "\2a\n.\r\nb\r.\r\n.\r\n",
                        "\3.\r\n",
                        "\4\r\n.\n\r\n..\r\n.\r\r\n\0\r\n.\r\n",
                        "\5NOOP\r\nMAIL FROM:<a@b.example>\r\nbare\nlf\r\n",
                        "\6" + "x".repeat(3_000) + "\r\nNOOP\r\n",
                        "\7" + "long line ".repeat(300) + "\r\n.\r\n",
                        "\10half a line")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
