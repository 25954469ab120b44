package dev.mailwarden.scan.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logic with three values: what is unknown never becomes No, and is not lost beside a Yes. */
class AnswerTest {

    private static Answer of(char letter) {
        return switch (letter) {
            case 'y' -> Answer.yes(Evidence.ofMessage(Evidence.Kind.TEXT, "text"));
            case 'n' -> Answer.NO;
            default -> new Answer.Unknown(Reason.SIZE_LIMIT);
        };
    }

    private static String text(Answer answer) {
        String letter =
                switch (answer) {
                    case Answer.Yes _ -> "y";
                    case Answer.No _ -> "n";
                    case Answer.Unknown _ -> "u";
                };
        return letter + Answer.unseen(answer).map(_ -> "?").orElse("");
    }

    @ParameterizedTest(name = "{0}: any is {1}, all is {2}")
    @CsvSource({
        "y, y, y",
        "n, n, n",
        "u, u?, u?",
        "yy, y, y",
        "yn, y, n",
        "nn, n, n",
        "yu, y?, u?",
        "uy, y?, u?",
        "nu, u?, n",
        "un, u?, n",
        "uu, u?, u?",
        "ynu, y?, n"
    })
    void unknownStaysUnknown(String answers, String any, String all) {
        List<Answer> given = answers.chars().mapToObj(letter -> of((char) letter)).toList();
        assertThat(text(Answer.any(given))).isEqualTo(any);
        assertThat(text(Answer.all(given))).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aYesThatMayNotBeAllStaysSo(boolean any) {
        Answer partial =
                new Answer.Yes(
                        List.of(Evidence.ofMessage(Evidence.Kind.NAME, "name")),
                        Optional.of(Reason.TIMEOUT));
        List<Answer> given = List.of(of('y'), partial);
        Answer both = any ? Answer.any(given) : Answer.all(given);
        assertThat(Answer.unseen(both)).contains(Reason.TIMEOUT);
    }
}
