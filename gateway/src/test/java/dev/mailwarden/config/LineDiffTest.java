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
    void showsChangesWithWhatStandsAroundThem() {
        String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n";
        String after = before.replace("5\n6", "five\n6").replace("13\n", "");

        assertThat(LineDiff.of(before, after).unified())
                .containsExactly(
                        "@@ -2,7 +2,7 @@",
                        " 2",
                        " 3",
                        " 4",
                        "-5",
                        "+five",
                        " 6",
                        " 7",
                        " 8",
                        "@@ -10,6 +10,5 @@",
                        " 10",
                        " 11",
                        " 12",
                        "-13",
                        " 14",
                        " 15");
    }

    @Test
    void changesThatStandNearOneAnotherAreShownTogether() {
        assertThat(LineDiff.of("a\n1\n2\n3\n4\n5\n6\nb\n", "1\n2\n3\n4\n5\n6\nc\n").unified())
                .containsExactly(
                        "@@ -1,8 +1,7 @@", "-a", " 1", " 2", " 3", " 4", " 5", " 6", "-b", "+c");
        assertThat(LineDiff.of("a", "a").unified()).isEmpty();
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
