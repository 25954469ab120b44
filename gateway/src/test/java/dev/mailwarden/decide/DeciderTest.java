package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ACT-1 to ACT-4 and RULE-4: the strictest action, and what becomes of mixed outcomes. */
class DeciderTest {

    private static final String SENDER = "*@outside.example";

    private static RuleBuilder reacting(String id, String to, Action action) {
        return rule(id).to(to).on(ModuleName.ANTISPAM, Status.SPAM, action);
    }

    /** Two recipients, a and b, with an action each. */
    private static Trial mixed(Action forA, Action forB) {
        return Trial.under(
                        rule("a").to("a@*").on(ModuleName.LINKS, Status.ERROR, forA),
                        rule("b").to("b@*").on(ModuleName.LINKS, Status.ERROR, forB))
                .to("a@ours.example", "b@ours.example")
                .saying(Said.of(ModuleName.LINKS, Status.ERROR));
    }

    private static Expression byName(String name, Action action) {
        return new Expression(
                name,
                true,
                Reaction.of(action),
                true,
                List.of(
                        new Condition.Text(
                                Condition.Place.ATTACHMENT_NAME,
                                "",
                                true,
                                new Condition.Patterns(
                                        List.of("x"), List.of(), List.of(), List.of()))),
                HeaderActions.NONE);
    }

    private static Expression expression(String name, Reaction reaction) {
        return new Expression(
                name, true, reaction, true, List.of(new Condition.SizeOver(1)), HeaderActions.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, SKIP, SKIP, ANTISPAM",
        "SKIP, DELETE_ATTACHMENT, DELETE_ATTACHMENT, CONTENT",
        "DELETE_ATTACHMENT, SKIP, DELETE_ATTACHMENT, ANTISPAM",
        "DELETE_ATTACHMENT, QUARANTINE, QUARANTINE, CONTENT",
        "REJECT, QUARANTINE, REJECT, ANTISPAM",
        "REJECT, DELETE_MESSAGE, DELETE_MESSAGE, CONTENT",
        "REJECT, REJECT, REJECT, ANTISPAM"
    })
    void theStrictestActionHoldsAndNamesItsModule(
            Action spam, Action content, Action expected, ModuleName decidedBy) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(ModuleName.ANTISPAM, Status.SPAM, spam)
                                        .expressions(true, byName("X", content)))
                        .saying(
                                Said.of(ModuleName.ANTISPAM, Status.SPAM, Said.in("1.2")),
                                Said.of(
                                        ModuleName.CONTENT,
                                        Status.BANNED_FILE_NAME,
                                        Said.by("X", "1.2")))
                        .judgement();
        assertThat(judgement.action()).isEqualTo(expected);
        assertThat(judgement.decidedBy()).contains(decidedBy);
    }

    @Test
    void nobodyDecidesAboutCleanMail() {
        Judgement judgement = Trial.under(defaultRule().asks(ModuleName.values())).judgement();
        assertThat(judgement.decidedBy()).isEmpty();
        assertThat(judgement.fate()).isEqualTo(Fate.DELIVERED);
        assertThat(judgement.edits()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SCAN, DELIVERED, SKIP",
        "SKIP, DELIVERED, SKIP",
        "REJECT, REFUSED, REJECT",
        "DELETE, DISCARDED, DELETE_MESSAGE"
    })
    void theModeOfARuleDecidesWithoutModules(Rule.Mode mode, Fate fate, Action action) {
        Judgement judgement =
                Trial.under(
                                rule("one")
                                        .mode(mode)
                                        .copiesTo("archive@ours.example")
                                        .on(ModuleName.ANTISPAM, Status.ERROR, Action.REJECT))
                        .judgement();
        assertThat(judgement.fate()).isEqualTo(fate);
        assertThat(judgement.action()).isEqualTo(action);
        assertThat(judgement.blindCopies()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "INFECTED, DISINFECT, REJECT, REJECT",
        "INFECTED, DISINFECT, DELETE_ATTACHMENT, DELETE_ATTACHMENT",
        "INFECTED, REJECT, DELETE_MESSAGE, REJECT",
        "DISINFECTED, DISINFECT, DELETE_MESSAGE, DELETE_MESSAGE"
    })
    void whatCouldNotBeDisinfectedHasItsOwnAction(
            Status status, Action action, Action ifItFails, Action expected) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .ifDisinfectionFails(ifItFails)
                                        .on(ModuleName.ANTIVIRUS, status, action))
                        .saying(Said.of(ModuleName.ANTIVIRUS, status, Said.in("1.2")))
                        .judgement();
        assertThat(judgement.action()).isEqualTo(expected);
    }

    @Test
    void macrosHaveAReactionOfTheirOwnBesideTheStatus() {
        var rule =
                defaultRule()
                        .on(ModuleName.ANTIVIRUS, Status.MACROS_DETECTED, Action.QUARANTINE)
                        .on(ModuleName.ANTIVIRUS, Status.ENCRYPTED, Reaction.of(Action.SKIP));
        assertThat(Trial.under(rule).saying(Said.macros(Status.NOT_DETECTED)).judgement().action())
                .isEqualTo(Action.QUARANTINE);
        assertThat(Trial.under(rule).saying(Said.macros(Status.ENCRYPTED)).judgement().action())
                .isEqualTo(Action.QUARANTINE);
        assertThat(
                        Trial.under(rule)
                                .saying(Said.of(ModuleName.ANTIVIRUS, Status.ENCRYPTED))
                                .judgement()
                                .action())
                .isEqualTo(Action.SKIP);
    }

    @Test
    void whatIsNotInAPartIsQuarantinedRatherThanDeliveredWhole() {
        var rule =
                defaultRule().on(ModuleName.ANTIVIRUS, Status.INFECTED, Action.DELETE_ATTACHMENT);
        assertThat(
                        Trial.under(rule)
                                .saying(Said.of(ModuleName.ANTIVIRUS, Status.INFECTED))
                                .judgement()
                                .fate())
                .isEqualTo(Fate.QUARANTINED);
        assertThat(
                        Trial.under(rule)
                                .saying(
                                        Said.of(
                                                ModuleName.ANTIVIRUS,
                                                Status.INFECTED,
                                                Said.in("1.2"),
                                                Said.in("")))
                                .judgement()
                                .fate())
                .isEqualTo(Fate.QUARANTINED);
    }

    @Test
    void aListOfFindingsThatMayBeCutShortIsNotTrustedToNameAllParts() {
        var many = new dev.mailwarden.message.Finding[ModuleResult.MAX_FINDINGS];
        for (int i = 0; i < many.length; i++) {
            many[i] = Said.in("1." + i);
        }
        assertThat(
                        Trial.under(
                                        defaultRule()
                                                .on(
                                                        ModuleName.ANTIVIRUS,
                                                        Status.INFECTED,
                                                        Action.DELETE_ATTACHMENT))
                                .saying(Said.of(ModuleName.ANTIVIRUS, Status.INFECTED, many))
                                .judgement()
                                .action())
                .isEqualTo(Action.QUARANTINE);
    }

    @ParameterizedTest
    @CsvSource({"true, REJECT", "false, QUARANTINE"})
    void ofSeveralExpressionsTheStrictestOrTheFirstActs(boolean strictest, Action expected) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .expressions(
                                                strictest,
                                                expression("off", Reaction.of(Action.SKIP)),
                                                expression(
                                                        "first",
                                                        new Reaction(Action.QUARANTINE, false, "")),
                                                expression(
                                                        "second",
                                                        new Reaction(Action.REJECT, true, ""))))
                        .saying(
                                Said.of(
                                        ModuleName.CONTENT,
                                        Status.MATCHED,
                                        Said.by("second", ""),
                                        Said.by("first", "")))
                        .judgement();
        assertThat(judgement.action()).isEqualTo(expected);
        assertThat(judgement.backup()).as("asked for by the second").isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, DELIVERED",
        "QUARANTINE, QUARANTINED",
        "REJECT, REFUSED",
        "DELETE_MESSAGE, DISCARDED"
    })
    void backupIsKeptWhateverTheActionIs(Action action, Fate fate) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(ModuleName.ANTISPAM, Status.SPAM, Reaction.of(action))
                                        .on(
                                                ModuleName.LINKS,
                                                Status.DETECTED,
                                                new Reaction(Action.SKIP, true, "")))
                        .saying(
                                Said.of(ModuleName.ANTISPAM, Status.SPAM),
                                Said.of(ModuleName.LINKS, Status.DETECTED))
                        .judgement();
        assertThat(judgement.fate()).isEqualTo(fate);
        assertThat(judgement.backup()).isTrue();
    }

    @Test
    void nothingIsKeptOrToldOfWhatWillComeAgain() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .copiesTo("archive@ours.example")
                                        .on(
                                                ModuleName.ANTIVIRUS,
                                                Status.ERROR,
                                                new Reaction(Action.TEMPFAIL, true, "")))
                        .saying(Said.of(ModuleName.ANTIVIRUS, Status.ERROR))
                        .judgement();
        assertThat(judgement.fate()).isEqualTo(Fate.PUT_OFF);
        assertThat(judgement.backup()).isFalse();
        assertThat(judgement.blindCopies()).isEmpty();
    }

    @ParameterizedTest(name = "{0} and {1}: {2}, {3}, {4}")
    @CsvSource({
        "REJECT, REJECT, REFUSED, REFUSED, 550",
        "REJECT, SKIP, QUARANTINED, DELIVERED, 0",
        "SKIP, REJECT, DELIVERED, QUARANTINED, 0",
        "REJECT, QUARANTINE, QUARANTINED, QUARANTINED, 0",
        "REJECT, DELETE_MESSAGE, QUARANTINED, DISCARDED, 0",
        "SKIP, DELETE_MESSAGE, DELIVERED, DISCARDED, 0",
        "TEMPFAIL, TEMPFAIL, PUT_OFF, PUT_OFF, 451",
        "TEMPFAIL, SKIP, PUT_OFF, PUT_OFF, 451",
        "QUARANTINE, TEMPFAIL, PUT_OFF, PUT_OFF, 451",
        "DELETE_MESSAGE, TEMPFAIL, PUT_OFF, PUT_OFF, 451",
        "REJECT, TEMPFAIL, PUT_OFF, PUT_OFF, 451"
    })
    void oneReplyAnswersForAll(Action forA, Action forB, Fate a, Fate b, int code) {
        Decision decision = mixed(forA, forB).decide();
        assertThat(decision.judgements()).extracting(Judgement::fate).containsExactly(a, b);
        switch (decision) {
            case Decision.Refuse(_, _, Reply reply) -> assertThat(reply.code()).isEqualTo(code);
            case Decision.Take(_, _, List<Reply> replies) -> {
                assertThat(code).isZero();
                assertThat(replies).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "{0} and {1}: {2}, {3}, {4}, {5}")
    @CsvSource({
        "REJECT, SKIP, REFUSED, DELIVERED, 550, 250",
        "TEMPFAIL, SKIP, PUT_OFF, DELIVERED, 451, 250",
        "TEMPFAIL, REJECT, PUT_OFF, REFUSED, 451, 550",
        "QUARANTINE, DELETE_MESSAGE, QUARANTINED, DISCARDED, 250, 250"
    })
    void whereEachIsAnsweredEachHasItsOwnFate(
            Action forA, Action forB, Fate a, Fate b, int codeA, int codeB) {
        Decision decision = mixed(forA, forB).answeringEach().decide();
        assertThat(decision.judgements()).extracting(Judgement::fate).containsExactly(a, b);
        assertThat(((Decision.Take) decision).replies())
                .extracting(Reply::code)
                .containsExactly(codeA, codeB);
    }

    @Test
    void repliesStandInTheOrderOfTheRecipients() {
        Decision decision =
                Trial.under(reacting("a", "a@ours.example", Action.REJECT))
                        .to("b@ours.example", "a@ours.example", "c@ours.example")
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM))
                        .answeringEach()
                        .decide();
        assertThat(((Decision.Take) decision).replies())
                .extracting(Reply::code)
                .containsExactly(250, 550, 250);
    }

    @Test
    void whatIsRefusedForSomeIsDeletedIfTheRuleSaysSo() {
        Decision decision =
                Trial.under(reacting("a", "a@ours.example", Action.REJECT).deletesRefused())
                        .to("a@ours.example", "b@ours.example")
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM))
                        .decide();
        assertThat(decision.judgements())
                .extracting(Judgement::fate)
                .containsExactly(Fate.DISCARDED, Fate.DELIVERED);
        assertThat(decision.judgements().getFirst().action()).isEqualTo(Action.REJECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ANTIVIRUS | INFECTED | it carries malicious content",
                "ANTIVIRUS | ENCRYPTED | it is encrypted and cannot be examined",
                "ANTIVIRUS | ERROR | it cannot be examined",
                "LINKS | DETECTED | a link in it leads to malicious content",
                "ANTISPAM | SPAM | it looks like unsolicited bulk mail",
                "ANTIPHISHING | PHISHING | it looks like phishing",
                "IMPERSONATION | DETECTED | its sender could be mistaken for somebody else",
                "CONTENT | BANNED_FILE_NAME | content of this kind is not accepted",
                "AUTHENTICATION | VIOLATION_FOUND | its sender could not be authenticated",
                "SANDBOX | DETECTED | it carries malicious content"
            })
    void theReplyNamesTheClassOfTheProblemOnly(ModuleName module, Status status, String because) {
        RuleBuilder rule = rule("secret-rule").from(SENDER);
        Decision decision =
                Trial.under(
                                module == ModuleName.CONTENT
                                        ? rule.expressions(true, byName("secret", Action.REJECT))
                                        : rule.on(module, status, Action.REJECT))
                        .saying(Said.of(module, status, Said.in("1.2"), Said.by("secret", "1.2")))
                        .decide();
        assertThat(((Decision.Refuse) decision).reply().toString())
                .isEqualTo("550 5.7.1 Message refused: " + because)
                .doesNotContain("Eicar", "engine", "secret");
    }

    @Test
    void differentReasonsForOneReplyAreNotTold() {
        Decision decision =
                Trial.under(
                                reacting("a", "a@*", Action.REJECT),
                                rule("b").to("b@*").mode(Rule.Mode.REJECT))
                        .to("a@ours.example", "b@ours.example")
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM))
                        .decide();
        assertThat(((Decision.Refuse) decision).reply().text())
                .isEqualTo("Message refused: it is against the policy of this site");
    }

    @Test
    void theRevisionOfThePolicyStandsInTheDecision() {
        assertThat(Trial.under().decide().revision()).isEqualTo(7);
    }

    /** Two expressions that matched: the first deletes attachments, the second only tells. */
    private static Judgement deleting(Finding... findings) {
        return Trial.under(
                        defaultRule()
                                .expressions(
                                        true,
                                        byName("first", Action.DELETE_ATTACHMENT),
                                        byName("second", Action.SKIP)))
                .saying(Said.of(ModuleName.CONTENT, Status.BANNED_FILE_NAME, findings))
                .judgement();
    }

    @Test
    void whereAllFindingsOfAModuleMayBeCutShortNothingIsDeletedByOneExpression() {
        var many =
                new ArrayList<Finding>(
                        Collections.nCopies(ModuleResult.MAX_FINDINGS, Said.by("second", "1.3")));
        many.addFirst(Said.by("first", "1.2"));
        assertThat(deleting(many.toArray(Finding[]::new)).action()).isEqualTo(Action.QUARANTINE);
        assertThat(deleting(Said.by("first", "1.2"), Said.by("second", "")).action())
                .as("what another expression found about the whole message hinders nothing")
                .isEqualTo(Action.DELETE_ATTACHMENT);
    }

    @Test
    void nothingIsDeletedFromAMessageThatWasNotSeenWhole() {
        assertThat(deleting(Said.by("first", "1.2"), Finding.unseen("size-limit")).action())
                .isEqualTo(Action.QUARANTINE);
        var failed =
                new ModuleResult(
                        ModuleName.ANTIVIRUS,
                        Status.ERROR,
                        Optional.of(Reason.SIZE_LIMIT),
                        List.of(Said.in("1.2")),
                        true,
                        Optional.empty(),
                        Duration.ZERO);
        assertThat(
                        Trial.under(
                                        defaultRule()
                                                .on(
                                                        ModuleName.ANTIVIRUS,
                                                        Status.MACROS_DETECTED,
                                                        Action.DELETE_ATTACHMENT))
                                .saying(failed)
                                .judgement()
                                .action())
                .as("macros beside an error")
                .isEqualTo(Action.QUARANTINE);
    }

    @ParameterizedTest
    @CsvSource({
        "DISINFECT, SKIP, DELETE_ATTACHMENT, Infected",
        "REJECT, TEMPFAIL, REJECT, Infected",
        "DISINFECT, TEMPFAIL, TEMPFAIL, Error (internal)"
    })
    void whatAnEngineSaysItDisinfectedIsStillInfectedInTheMessage(
            Action infected, Action error, Action expected, String text) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(ModuleName.ANTIVIRUS, Status.INFECTED, infected)
                                        .on(ModuleName.ANTIVIRUS, Status.ERROR, error)
                                        .on(
                                                ModuleName.ANTIVIRUS,
                                                Status.DISINFECTED,
                                                Action.DISINFECT))
                        .saying(Said.of(ModuleName.ANTIVIRUS, Status.DISINFECTED, Said.in("1.2")))
                        .judgement();
        assertThat(judgement.action()).isEqualTo(expected);
        assertThat(judgement.verdict().of(ModuleName.ANTIVIRUS).orElseThrow().text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, PUT_OFF, Error (internal)",
        "REJECT, REFUSED, NotScanned (already processed by another module)"
    })
    void aModuleThatWasLeftOutFailedIfTheMessageWouldBeDelivered(
            Action spam, Fate fate, String text) {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(ModuleName.ANTISPAM, Status.SPAM, spam)
                                        .on(ModuleName.ANTIVIRUS, Status.ERROR, Action.TEMPFAIL))
                        .saying(
                                Said.of(ModuleName.ANTISPAM, Status.SPAM),
                                Said.leftOut(ModuleName.ANTIVIRUS))
                        .judgement();
        assertThat(judgement.fate()).isEqualTo(fate);
        assertThat(judgement.verdict().of(ModuleName.ANTIVIRUS).orElseThrow().text())
                .isEqualTo(text);
    }

    @Test
    void aModuleThatTheProductDoesNotHaveIsNoError() {
        Judgement judgement =
                Trial.under(defaultRule().on(ModuleName.LINKS, Status.ERROR, Action.REJECT))
                        .saying(
                                ModuleResult.because(
                                        ModuleName.LINKS, Reason.DISABLED, Duration.ZERO))
                        .judgement();
        assertThat(judgement.fate()).isEqualTo(Fate.DELIVERED);
    }
}
