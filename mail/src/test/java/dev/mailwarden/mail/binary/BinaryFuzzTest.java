package dev.mailwarden.mail.binary;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Binary messages as any stranger may send them. The first octet says how the input is cut. */
@Fuzzes({BinarySurvey.class, ConversionStream.class})
class BinaryFuzzTest {

    @MethodSource("messages")
    @FuzzTest
    void whatIsConvertedIsMadeOfLinesAndItsLengthWasForetold(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int piece = 1 + (input[0] & 0x7f);
        String message = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        Verdict whole = Converted.survey(message, message.length() + 1);
        Verdict cut = Converted.survey(message, piece);
        switch (whole) {
            case Verdict.Refused refused -> assertThat(cut).isEqualTo(refused);
            case Verdict.Convertible(Conversion conversion) -> {
                String lines = Converted.carriedOut(conversion, message, piece);
                assertThat(lines).hasSize((int) conversion.length());
                assertThat(lines.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
                assertThat(lines).endsWith("\r\n");
                assertThat(Converted.of(message, piece)).isEqualTo(lines);
                if (!conversion.changesParts()) {
                    assertThat(lines).startsWith(message);
                }
            }
        }
    }

    static Stream<byte[]> messages() {
        Stream<String> own =
                Stream.of(
                        "\1MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n\0",
                        "\2MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                                + "--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n\0\r\n--b--",
                        "\3--b\r\n\r\n",
                        "\4A\r");
        var random = new Random(7);
        Stream<String> grown =
                Stream.generate(() -> "\5" + new RandomParts(random).message()).limit(30);
        return Stream.concat(own, grown).map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
