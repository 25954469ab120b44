package dev.mailwarden.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {

    /** CR is written as \, LF as / and CRLF as a bar. */
    private static byte[] octets(String text) {
        return text.replace("|", "\r\n")
                .replace('\\', '\r')
                .replace('/', '\n')
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a/b/, a|b|",
        "a|b|, a|b|",
        "a|b, a|b|",
        "a/b, a|b|",
        "From x Mon/a/, a|",
        "From x Mon|a|, a|",
        "From: x/, From: x|",
        "a\\b/, a\\b|",
        "a\\, a\\|",
        "a\\\\/, a\\\\/"
    })
    void onlyLineEndsAndTheMboxLineAreTouched(String file, String message) {
        assertThat(Corpus.canonical(octets(file))).isEqualTo(octets(message));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a|b|, false", "a\\b|, true", "a\\\\/, true", "'', false"})
    void aCrWithoutLfIsBare(String message, boolean bare) {
        assertThat(Corpus.hasBareCr(octets(message))).isEqualTo(bare);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a|, a|.|", ".a|.|, ..a|..|.|", "a/.b|, a/.b|.|", "'', .|"})
    void aDotIsDoubledAtTheStartOfALine(String message, String wire) {
        assertThat(Corpus.wire(octets(message))).isEqualTo(octets(wire));
    }
}
