package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineDiffTest {

    private static String shown(String before, String after) {
        return LineDiff.of(before.replace(' ', '\n'), after.replace(' ', '\n')).lines().stream()
                .map(line ->
                        switch (line.mark()) {
                            case SAME -> line.text();
                            case REMOVED -> "-" + line.text();
                            case ADDED -> "+" + line.text();
                        })
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "a b c, a b c, a b c",
        "a b c, a x c, a -b +x c",
        "a b c, b c, -a b c",
        "b c, a b c, +a b c",
        "a b c d e, a c x e, a -b c -d +x e",
        "'', a b, +a +b",
        "a b, '', -a -b",
        "a a a, a a, a a -a"
    })
    void showsTheLinesThatCameAndWent(String before, String after, String diff) {
        assertThat(shown(before, after)).isEqualTo(diff);
    }

    @Test
    void textsTooDifferentToCompareAreShownOneAfterTheOther() {
        String before = "a\n".repeat(3_000);
        String after = "b\n".repeat(3_000);

        assertThat(LineDiff.of(before, after).lines()).hasSize(6_000);
    }

    @Test
    void equalTextsHaveNoDifference() {
        assertThat(LineDiff.of("a\nb", "a\nb\n").isEmpty()).isTrue();
        assertThat(LineDiff.of("a", "b").isEmpty()).isFalse();
    }
}
