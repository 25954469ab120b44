package dev.mailwarden.e2e.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetsTest {

    @Test
    void escapesStandForSingleOctets() {
        assertThat(Octets.parse("a\\r\\n\\0\\x80\\\\")).containsExactly('a', 13, 10, 0, 0x80, 92);
    }

    @Test
    void lettersStandForTheirUtf8AndRepetitionsAreWrittenOut() {
        assertThat(Octets.parse("\u00fc{ab*3}"))
                .isEqualTo(new byte[] {(byte) 0xc3, (byte) 0xbc, 97, 98, 97, 98, 97, 98});
    }

    @Test
    void unknownEscapesAreMistakes() {
        assertThatThrownBy(() -> Octets.parse("\\q")).hasMessageContaining("\\q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a\\r\\nb", "\\x00\\xff", "back\\\\slash"})
    void whatIsShownReadsBack(String text) {
        byte[] octets = Octets.parse(text);
        assertThat(Octets.parse(Octets.show(octets))).isEqualTo(octets);
    }

    @Test
    void leadingDotsAreDoubledAndTheEndIsAdded() {
        byte[] message = ".a\r\nb.\r\n.\r\n..".getBytes(ISO_8859_1);
        assertThat(Octets.latin1(Octets.stuffed(message)))
                .isEqualTo("..a\r\nb.\r\n..\r\n...\r\n.\r\n");
    }
}
