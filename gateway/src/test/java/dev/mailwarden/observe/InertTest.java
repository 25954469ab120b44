package dev.mailwarden.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InertTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "a, plain, plain",
        "b, grüße 你好, grüße 你好",
        "c, 'a\nb', 'a\\nb'",
        "d, 'a\r\tb', 'a\\r\\tb'",
        "e, 'a\\nb', 'a\\\\nb'",
        "f, '\u001b[31mred', '\\u001b[31mred'",
        "g, 'a\u202eb', 'a\\u202eb'",
        "h, 'a\u2028b', 'a\\u2028b'",
        "i, 'a\u0000\u0085\u00a0', 'a\\u0000\\u0085\\u00a0'"
    })
    void showsWhatWouldActOrMislead(String name, String foreign, String shown) {
        assertThat(Inert.text(foreign)).isEqualTo(shown);
    }

    @Test
    void showsHalfASurrogatePair() {
        assertThat(Inert.text("a\ud83d")).isEqualTo("a\\ud83d");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(Inert.text("abcdef", 4)).isEqualTo("abcd...");
        assertThat(Inert.text("abcd", 4)).isEqualTo("abcd");
        assertThat(Inert.text("\n\n\n\n", 4)).isEqualTo("\\n\\n...");
    }
}
