package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.CriteriaText.Fault;
import dev.mailwarden.config.CriteriaText.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RULE-5: pasted and uploaded criteria. */
class CriteriaTextTest {

    private static final String MANY =
            """
            # partners
            a@example.org, *@b.example ,192.0.2.1
              re:^(a|b){1,2}@,x

            "c, \\"d"@example.org,<>\r
            a@example.org
            """;

    @Test
    void readsEntriesBetweenCommasAndLines() {
        assertThat(senders(MANY))
                .containsExactly(
                        "a@example.org",
                        "*@b.example",
                        "192.0.2.1/32",
                        "re:^(a|b){1,2}@,x",
                        "\"c, \\\"d\"@example.org",
                        "<>");
    }

    @Test
    void writesWhatItReads() {
        Outcome first = CriteriaText.senders(MANY + "\"#e\"@example.org\n");
        String text = CriteriaText.write(((Outcome.Good) first).criteria());
        assertThat(CriteriaText.senders(text)).isEqualTo(first);
        assertThat(text).endsWith("<>\n\"#e\"@example.org\n");
    }

    @Test
    void namesEveryBadLineAndSavesNothing() {
        assertThat(CriteriaText.senders("a@example.org\n\nb,*@c.example,d\nre:["))
                .isEqualTo(
                        new Outcome.Bad(
                                List.of(
                                        new Fault(3, "b is not allowed; " + ALLOWED),
                                        new Fault(3, "d is not allowed; " + ALLOWED),
                                        new Fault(
                                                4, "\"re:[\" is not allowed; missing closing ]"))));
    }

    private static final String ALLOWED = CriterionText.Side.SENDERS.allowed();

    @Test
    void recipientsHaveNoNetworks() {
        assertThat(CriteriaText.recipients("a@example.org,*,re:x"))
                .isInstanceOf(Outcome.Good.class);
        assertThat(CriteriaText.recipients("192.0.2.1\n<>"))
                .isInstanceOfSatisfying(
                        Outcome.Bad.class,
                        bad ->
                                assertThat(bad.faults())
                                        .extracting(Fault::line)
                                        .containsExactly(1, 2));
    }

    @Test
    void stopsListingFaultsWhenNobodyWouldReadOn() {
        Outcome outcome = CriteriaText.senders("nonsense\n".repeat(1_000));
        assertThat(((Outcome.Bad) outcome).faults()).hasSize(100);
    }

    @Test
    void takesHalfAMillionAndNoMore() {
        var text = new StringBuilder();
        for (int i = 0; i < CriteriaText.MOST; i++) {
            text.append(i).append("@example.org\n");
        }
        assertThat(CriteriaText.recipients(text.toString())).isInstanceOf(Outcome.Good.class);
        assertThat(CriteriaText.recipients(text + "a@example.org\n"))
                .isEqualTo(
                        new Outcome.Bad(
                                List.of(
                                        new Fault(
                                                CriteriaText.MOST + 1,
                                                "more than 500000 entries are not allowed"))));
    }

    @ParameterizedTest(name = "{0} is too large")
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "(a{1,900}){900}",
                "\\Q[\\E((a{1000}){1000}){1000}",
                "[^][]((a{1000}){1000}){1000}",
                "[]a]((a{1000}){1000}){1000}",
                "(\\Q)\\E((a{1000}){1000}){1000})",
                "(?:(?:a{1000})+){1000,}"
            })
    void refusesExpressionsThatWouldFillTheMemory(String expression) {
        assertThat(LinearExpression.fault(expression))
                .contains("its counted repetitions make it too large");
    }

    @ParameterizedTest(name = "{0} is small")
    @ValueSource(
            strings = {
                "\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}",
                "[A-Z]{2}\\d{2}(?:\\s?[A-Z0-9]{4}){2,7}",
                "^[\\w.]{1,64}@[\\w.]{1,255}$",
                "a{,5}",
                "\\p{Greek}{3}",
                "(a{10}){100}"
            })
    void takesExpressionsAsPeopleWriteThem(String expression) {
        assertThat(LinearExpression.fault(expression)).isEmpty();
    }

    private static List<String> senders(String text) {
        return switch (CriteriaText.senders(text)) {
            case Outcome.Good(var criteria) ->
                    criteria.stream().map(CriterionText::format).toList();
            case Outcome.Bad(var faults) -> throw new AssertionError(faults);
        };
    }
}
