package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text of strangers in letters and notes: one line, and no link. */
class InertTextTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "bill.pdf|bill.pdf",
                "Re: your bill|Re: your bill",
                "at 12:30 (1:2)|at 12:30 (1:2)",
                "http://a.example/b c.d|http : //a . example/b c.d",
                "(see HTTPS://a.example)|(see HTTPS : //a . example)",
                "mailto:a@b.example|mailto : a@b . example",
                "a+b-9.c:d|a+b-9 . c : d",
                "9:x a:|9:x a:",
                "-a1:x|-a1 : x",
                "//a.example|//a . example",
                "x/y.z|x/y . z",
                "WwW.a.example|WwW . a . example",
                "\\\\server\\a.b|\\\\server\\a . b",
                " two  blanks | two  blanks "
            })
    void aLinkIsTakenApartAndTheRestStays(String text, String inert) {
        assertThat(InertText.of(text)).isEqualTo(inert);
    }

    @Test
    void itIsOneLineAndReadsInOneDirection() {
        assertThat(InertText.of("a\r\nb\u2028c\u202egnp.exe\ud800")).isEqualTo("a  b c gnp.exe ");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void timeIsLinearInTheText() {
        String letters = "a".repeat(300_000);
        assertThat(InertText.of(letters)).isEqualTo(letters);
        assertThat(InertText.of("a:".repeat(100_000))).startsWith("a : a : ");
        assertThat(InertText.of(":a".repeat(100_000))).endsWith(" : a");
    }
}
