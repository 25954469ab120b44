package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentBufferTest {

    private static final String REST = "QUIT";

    /** Wire and content; CRLF is written as a bar, a lone CR as \ and a lone LF as /. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "one|.|, one|",
        "..one|.|, .one|",
        "a|..|b|.|, a|.|b|",
        "a|...b|.|, a|..b|",
        ".|, ''",
        "a.b.c|.|, a.b.c|",
        "a/.|b|.|, a/.|b|",
        "a/./b|.|, a/./b|",
        "a|./b|.|, a|/b|",
        "a\\.\\b|.|, a\\.\\b|",
        "12345678.|12345678|.|, 12345678.|12345678|",
        "a||.|, a||"
    })
    void takesTheStuffingOutAndEndsOnlyAtTheTrueEnd(String wire, String content) {
        byte[] octets = octets(wire + REST);
        for (int split = 0; split <= octets.length; split++) {
            assertThat(takeInTwo(octets, split)).as("split at %d", split).isEqualTo(lines(content));
        }
    }

    private static String takeInTwo(byte[] octets, int split) {
        var buffer = new ContentBuffer();
        int at = buffer.take(octets, 0, split);
        if (!buffer.isComplete()) {
            assertThat(at).isEqualTo(split);
            at = buffer.take(octets, split, octets.length);
        }
        assertThat(buffer.isComplete()).isTrue();
        int end = octets.length - REST.length();
        assertThat(at).isEqualTo(end);
        return new String(buffer.octets(), 0, buffer.length(), StandardCharsets.US_ASCII);
    }

    private static byte[] octets(String text) {
        return lines(text).getBytes(StandardCharsets.US_ASCII);
    }

    private static String lines(String text) {
        return text.replace('\\', '\r').replace('/', '\n').replace("|", "\r\n");
    }
}
