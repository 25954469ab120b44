package dev.mailwarden.track;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.JudgedBuilder;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of several verdicts. */
class WorstSaidTest {

    private static JudgedBuilder some() {
        return judged(new JourneyId(0x7000L, 1), "bob@example.net");
    }

    private static WorstSaid said(JudgedBuilder judgement) {
        return WorstSaid.of(judgement.event().verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "INFECTED, SPAM",
        "PHISHING, SPAM",
        "MACROS_DETECTED, SPAM",
        "SPAM, PROBABLE_SPAM",
        "PROBABLE_SPAM, ERROR",
        "ERROR, MASS_MAIL",
        "BASES_ERROR, DISINFECTED",
        "MASS_MAIL, NOT_SCANNED",
        "NOT_SCANNED, NOT_DETECTED"
    })
    void ofTwoStatusesTheWorseStands(Status worse, Status milder) {
        assertThat(WorstSaid.worse(milder.text(), worse.text())).isEqualTo(worse.text());
        assertThat(WorstSaid.worse(worse.text(), milder.text())).isEqualTo(worse.text());
    }

    @Test
    void onlyCleanOnesAreEqual() {
        List<Integer> ranks = Stream.of(Status.values()).map(WorstSaid::gravity).toList();
        assertThat(ranks.stream().distinct()).hasSize(Status.values().length - 1);
    }

    @Test
    void aFailureIsToldWithItsReason() {
        WorstSaid said =
                said(
                        some().saying(ModuleName.ANTIVIRUS, Reason.TIMEOUT)
                                .saying(ModuleName.ANTISPAM, Status.NOT_DETECTED));
        assertThat(said.status()).isEqualTo("Error");
        assertThat(said.json())
                .isEqualTo("{\"antivirus\":\"Error (timeout)\",\"antispam\":\"NotDetected\"}");
    }

    @Test
    void macrosCountLikeAStatus() {
        assertThat(said(some().macros()).status()).isEqualTo("MacrosDetected");
    }

    @Test
    void whereNobodyWasAskedNothingIsSaid() {
        assertThat(said(some()).status()).isEmpty();
        assertThat(said(some()).json()).isEmpty();
    }

    @Test
    void theOrderAndTheNumberOfVerdictsDoNotMatter() {
        WorstSaid one =
                said(
                        some().saying(ModuleName.ANTIVIRUS, Status.INFECTED)
                                .saying(ModuleName.ANTISPAM, Status.NOT_DETECTED));
        WorstSaid other =
                said(
                        some().saying(ModuleName.ANTIVIRUS, Reason.TIMEOUT)
                                .saying(ModuleName.ANTISPAM, Status.SPAM));

        WorstSaid both = one.and(other);

        assertThat(both.json()).isEqualTo("{\"antivirus\":\"Infected\",\"antispam\":\"Spam\"}");
        assertThat(other.and(one).and(other)).isEqualTo(both);
        assertThat(WorstSaid.parse(both.json())).isEqualTo(both);
        assertThat(WorstSaid.parse("{\"a\":1}")).isEqualTo(WorstSaid.NOTHING);
    }
}
