package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.PatternSyntaxException;
import dev.mailwarden.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an expression cannot do without. A text too many would hide mail from a rule. */
class RequiredTextTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "^billing-[0-9]+@a\\.example$ billing-,@a.example",
                "BOSS boss",
                "ab* a",
                "ab?c a,c",
                "ab+c ab,c",
                "ab{0,3}c a,c",
                "ab{x}]c a",
                "a[]b]c a,c",
                "a[^]b]c a,c",
                "a[\\]]c a",
                "a[[:alpha:]]c a",
                "a\\dc a,c",
                "a\\x41c a",
                "a\\pLc a",
                "aéc a,c",
                "a.c a,c",
                "a|c ''",
                "(abc)? ''",
                "(?i)abc ''",
                "\\Qa*c\\E ''"
            })
    void thePlainRuns(String expression, String expected) {
        assertThat(String.join(",", RequiredText.of(expression))).isEqualTo(expected);
    }

    @Test
    void everythingThatMatchesHasThem() {
        var random = new Random(7);
        String[] pieces = {
            "a", "b", "@", "\\.", "[ab]", "[^]a]", "*", "+", "?", "{0,2}", "{", "}", "]", "[",
            "\\d", "\\x62", "^", "$", ".", "\\", "A", "k", "(", ")", "|"
        };
        int matches = 0;
        for (int i = 0; i < Scale.of(200_000, 5_000_000); i++) {
            var expression = new StringBuilder();
            for (int k = 1 + random.nextInt(6); k > 0; k--) {
                expression.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = text(random);
            if (isFound(expression.toString(), text)) {
                matches++;
                List<String> required = RequiredText.of(expression.toString());
                assertThat(required).as("%s in %s", expression, text).allMatch(text::contains);
            }
        }
        assertThat(matches).isGreaterThan(1_000);
    }

    private static boolean isFound(String expression, String text) {
        try {
            return com.google.re2j.Pattern.compile(
                            expression, com.google.re2j.Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static String text(Random random) {
        int[] letters = new int[random.nextInt(8)];
        Arrays.setAll(letters, _ -> "ab@.1]}{k\\[".charAt(random.nextInt(11)));
        return new String(letters, 0, letters.length);
    }
}
