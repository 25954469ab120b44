package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Marking;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Warnings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** MARK-1 to MARK-5: what is changed in delivered mail, and in which order. */
class EditsTest {

    private static final Marking INSIDE = new Marking(true, false, true, true, true);

    private static HeaderActions actions(String delete, String set) {
        return new HeaderActions(
                List.of(delete), List.of(new HeaderActions.Field(set, "value of " + set)));
    }

    private static Expression expression(String name, HeaderActions headers) {
        return new Expression(
                name,
                true,
                new Reaction(Action.DELETE_ATTACHMENT, false, "[Content]"),
                true,
                List.of(new Condition.Type(true, List.of("exe"), List.of(), true)),
                headers);
    }

    private static List<String> kinds(List<Edit> edits) {
        return edits.stream()
                .map(edit ->
                        switch (edit) {
                            case Edit.TagSubject(String tag) -> "tag " + tag;
                            case Edit.AddField(String name, _) -> "add " + name;
                            case Edit.AddPartField(String part, String name, String value) ->
                                    "part " + part + " " + name + ": " + value;
                            case Edit.DeleteFields(String name) -> "delete " + name;
                            case Edit.DeleteFamily(String name) -> "delete all " + name;
                            case Edit.SetField(String name, _) -> "set " + name;
                            case Edit.RemovePart(String part, _) -> "remove " + part;
                            case Edit.AddText(String text, _, boolean top) ->
                                    (top ? "top " : "bottom ") + text.split("[ :.]", -1)[0];
                        })
                .toList();
    }

    private static List<String> fields(Judgement judgement) {
        return judgement.edits().stream()
                .filter(Edit.AddField.class::isInstance)
                .map(Edit.AddField.class::cast)
                .map(field -> field.name() + ": " + field.value())
                .toList();
    }

    @Test
    void theOrderIsPartsTextsTagsOurFieldsDeletionsModifications() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .expressions(
                                                true,
                                                expression("one", actions("X-Del-1", "X-Set-1")),
                                                expression("two", actions("X-Del-2", "X-Set-2")),
                                                expression("not", actions("X-Del-3", "X-Set-3")))
                                        .on(
                                                ModuleName.ANTISPAM,
                                                Status.SPAM,
                                                new Reaction(Action.SKIP, false, "[Spam]"))
                                        .on(
                                                ModuleName.LINKS,
                                                Status.ERROR,
                                                new Reaction(Action.SKIP, false, "[Spam]"))
                                        .disclaims(true)
                                        .warns(Warnings.Kind.SCAN_ERROR)
                                        .headers(actions("X-Del-R", "X-Set-R")))
                        .marking(INSIDE)
                        .saying(
                                Said.of(
                                        ModuleName.CONTENT,
                                        Status.MATCHED,
                                        Said.by("two", "1.3"),
                                        Said.by("one", "1.2")),
                                Said.of(ModuleName.ANTISPAM, Status.SPAM, Said.in("1.1")),
                                Said.of(ModuleName.LINKS, Status.ERROR, Said.in("1.2")))
                        .judgement();
        assertThat(kinds(judgement.edits()))
                .containsExactly(
                        "remove 1.2",
                        "remove 1.3",
                        "top Disclaimer",
                        "top Caution",
                        "tag [Content]",
                        "tag [Spam]",
                        "part 1.1 X-Mailwarden-Antispam: Spam",
                        "add X-Mailwarden-Journey",
                        "add X-Mailwarden-Rule",
                        "add X-Mailwarden-Action",
                        "add X-Mailwarden-Antivirus",
                        "add X-Mailwarden-Links",
                        "add X-Mailwarden-Antispam",
                        "add X-Mailwarden-Antiphishing",
                        "add X-Mailwarden-Impersonation",
                        "add X-Mailwarden-Content",
                        "add X-Mailwarden-Authentication",
                        "add X-Mailwarden-Sandbox",
                        "add X-Mailwarden-Spam-Score",
                        "add X-MS-Exchange-Organization-SCL",
                        "delete X-Del-R",
                        "delete X-Del-1",
                        "delete X-Del-2",
                        "set X-Set-R",
                        "set X-Set-1",
                        "set X-Set-2");
    }

    @Test
    void ourFieldsThatAMessageCameWithGoBeforeOursAreAdded() {
        String forged = "x-mailwarden-Action : Skipped\r\nX-MS-Exchange-Organization-SCL: -1\r\n";
        assertThat(kinds(Trial.under().marking(INSIDE).claiming(forged).judgement().edits()))
                .startsWith(
                        "delete all X-Mailwarden-",
                        "delete X-MS-Exchange-Organization-SCL",
                        "add X-Mailwarden-Journey");
    }

    @Test
    void theyGoAlsoWhereNoneOfOursAreAddedAndForEveryone() {
        Marking none = new Marking(false, false, false, false, false);
        Trial trial =
                Trial.under()
                        .marking(none)
                        .claiming("X-Mailwarden-Spam-Score: 0\r\n")
                        .to("a@ours.example", "b@far.example");
        assertThat(kinds(trial.judgement().edits())).containsExactly("delete all X-Mailwarden-");
    }

    @Test
    void theLevelForExchangeOfOthersStaysWhereWeWriteNone() {
        String theirs = "X-MS-Exchange-Organization-SCL: 5\r\n";
        Marking none = new Marking(false, false, false, false, false);
        assertThat(Trial.under().marking(none).claiming(theirs).judgement().edits()).isEmpty();
        assertThat(
                        Trial.under()
                                .marking(new Marking(false, false, false, true, true))
                                .claiming(theirs)
                                .to("b@far.example")
                                .judgement()
                                .edits())
                .isEmpty();
    }

    @Test
    void aHeaderWithoutFieldsOfOursIsNotChanged() {
        Marking none = new Marking(false, false, false, false, false);
        Trial trial = Trial.under().marking(none).claiming("From: x\r\nX-Mailwarden: y\r\n");
        assertThat(trial.judgement().edits()).isEmpty();
    }

    @Test
    void aHeaderThatWasNotReadToItsEndMayHaveAnyFieldOfOurs() {
        String manyFields = "A: b\r\n".repeat(HeaderBlock.MAX_FIELDS + 1);
        Marking none = new Marking(false, false, false, false, false);
        assertThat(kinds(Trial.under().marking(none).claiming(manyFields).judgement().edits()))
                .containsExactly("delete all X-Mailwarden-");
    }

    @Test
    void ourFieldsSayWhatWasDoneAndWhatEachModuleSaid() {
        var antivirus =
                new ModuleResult(
                        ModuleName.ANTIVIRUS,
                        Status.INFECTED,
                        Optional.empty(),
                        List.of(Said.in("1.2")),
                        false,
                        Optional.of(Instant.parse("2026-02-28T10:00:00Z")),
                        Duration.ZERO);
        var antispam =
                Said.of(
                        ModuleName.ANTISPAM,
                        Status.PROBABLE_SPAM,
                        new Finding("a", "", "", "", 50, "m"),
                        new Finding("b", "", "", "", 15.6, "m"));
        Judgement judgement =
                Trial.under(
                                RuleBuilder.rule("partners")
                                        .asks(ModuleName.ANTISPAM)
                                        .on(
                                                ModuleName.ANTIVIRUS,
                                                Status.INFECTED,
                                                Action.DELETE_ATTACHMENT))
                        .marking(INSIDE)
                        .saying(antivirus, antispam)
                        .judgement();
        assertThat(fields(judgement))
                .containsExactly(
                        "X-Mailwarden-Journey: 00000000-0000-7000-0000-000000000001",
                        "X-Mailwarden-Rule: partners",
                        "X-Mailwarden-Action: AttachmentDeleted, Antivirus",
                        "X-Mailwarden-Antivirus: Infected; bases 2026-02-28T10:00:00Z",
                        "X-Mailwarden-Links: NotScanned (disabled by settings)",
                        "X-Mailwarden-Antispam: ProbableSpam",
                        "X-Mailwarden-Antiphishing: NotScanned (disabled by settings)",
                        "X-Mailwarden-Impersonation: NotScanned (disabled by settings)",
                        "X-Mailwarden-Content: NotScanned (disabled by settings)",
                        "X-Mailwarden-Authentication: NotScanned (disabled by settings)",
                        "X-Mailwarden-Sandbox: NotScanned (disabled by settings)",
                        "X-Mailwarden-Spam-Score: 66",
                        "X-MS-Exchange-Organization-SCL: 6");
    }

    @Test
    void recipientsOutsideAreNotToldByOurFields() {
        Decision decision =
                Trial.under(
                                defaultRule()
                                        .copiesTo("archive@ours.example")
                                        .on(
                                                ModuleName.ANTISPAM,
                                                Status.SPAM,
                                                new Reaction(Action.SKIP, true, "[Spam]")))
                        .marking(INSIDE)
                        .to("a@ours.example", "b@far.example", "c@ours.example")
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM))
                        .decide();
        assertThat(decision.judgements())
                .extracting(Judgement::recipients)
                .containsExactly(List.of(0, 2), List.of(1));
        assertThat(decision.judgements().getFirst().edits()).hasSizeGreaterThan(8);
        assertThat(kinds(decision.judgements().getLast().edits())).containsExactly("tag [Spam]");
        assertThat(decision.judgements())
                .extracting(it -> it.blindCopies().size())
                .containsExactly(1, 0);
    }

    @Test
    void withoutADifferenceInsideAndOutsideAreOne() {
        assertThat(
                        Trial.under()
                                .marking(new Marking(true, true, false, false, false))
                                .to("a@ours.example", "b@far.example")
                                .decide()
                                .judgements())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "SPAM, 9",
        "NOT_DETECTED, -1",
        "MASS_MAIL, ",
        "ERROR, ",
        "BASES_ERROR, ",
        "NOT_SCANNED, "
    })
    void exchangeIsToldOfSpamAndOfCleanMailOnly(Status status, String level) {
        Judgement judgement =
                Trial.under(defaultRule().asks(ModuleName.ANTISPAM, ModuleName.ANTIVIRUS))
                        .marking(new Marking(false, false, false, true, true))
                        .saying(Said.of(ModuleName.ANTISPAM, status))
                        .judgement();
        assertThat(fields(judgement))
                .isEqualTo(
                        level == null
                                ? List.of()
                                : List.of("X-MS-Exchange-Organization-SCL: " + level));
    }

    @Test
    void exchangeIsNotToldThatMailIsCleanThatAnotherModuleFailedOn() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .asks(
                                                ModuleName.ANTISPAM,
                                                ModuleName.ANTIVIRUS,
                                                ModuleName.LINKS))
                        .marking(new Marking(false, false, false, true, true))
                        .saying(Said.of(ModuleName.LINKS, Status.ERROR))
                        .judgement();
        assertThat(judgement.edits()).isEmpty();
    }

    @Test
    void exchangeIsNotToldThatMailIsCleanThatNobodyLookedAtForMalware() {
        var marking = new Marking(false, false, false, true, true);
        assertThat(
                        Trial.under(defaultRule().asks(ModuleName.ANTISPAM))
                                .marking(marking)
                                .judgement()
                                .edits())
                .as("the rule does not ask")
                .isEmpty();
        assertThat(
                        Trial.under(defaultRule().asks(ModuleName.ANTISPAM, ModuleName.ANTIVIRUS))
                                .marking(marking)
                                .saying(
                                        ModuleResult.because(
                                                ModuleName.ANTIVIRUS,
                                                Reason.DISABLED,
                                                Duration.ZERO))
                                .judgement()
                                .edits())
                .as("there is no engine")
                .isEmpty();
    }

    @Test
    void noTagIsPutTwiceAndTheFirstModulesTagStandsFirst() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(
                                                ModuleName.ANTIVIRUS,
                                                Status.ENCRYPTED,
                                                new Reaction(Action.SKIP, false, "[Unsafe]"))
                                        .on(
                                                ModuleName.ANTISPAM,
                                                Status.SPAM,
                                                new Reaction(Action.SKIP, false, "[Spam]"))
                                        .on(
                                                ModuleName.LINKS,
                                                Status.DETECTED,
                                                new Reaction(Action.SKIP, false, "[Unsafe]")))
                        .saying(
                                Said.of(ModuleName.ANTIVIRUS, Status.ENCRYPTED),
                                Said.of(ModuleName.ANTISPAM, Status.SPAM),
                                Said.of(ModuleName.LINKS, Status.DETECTED))
                        .judgement();
        assertThat(kinds(judgement.edits())).containsExactly("tag [Spam]", "tag [Unsafe]");
    }

    @Test
    void whatIsNotDeliveredIsNotEdited() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .disclaims(true)
                                        .headers(actions("A", "B"))
                                        .on(
                                                ModuleName.ANTISPAM,
                                                Status.SPAM,
                                                new Reaction(Action.QUARANTINE, false, "[Spam]")))
                        .marking(INSIDE)
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM))
                        .judgement();
        assertThat(judgement.edits()).isEmpty();
    }

    @Test
    void aRuleThatSkipsScanningStillMarks() {
        Judgement judgement =
                Trial.under(
                                RuleBuilder.rule("one")
                                        .mode(Rule.Mode.SKIP)
                                        .disclaims(false)
                                        .headers(actions("A", "B")))
                        .judgement();
        assertThat(kinds(judgement.edits()))
                .containsExactly("bottom Disclaimer", "delete A", "set B");
    }

    @Test
    void removedPartsSayWhatWasThereAndWhyAndTakeWhatIsInThem() {
        Judgement judgement =
                Trial.under(
                                defaultRule()
                                        .on(
                                                ModuleName.ANTIVIRUS,
                                                Status.INFECTED,
                                                Action.DELETE_ATTACHMENT))
                        .saying(
                                Said.of(
                                        ModuleName.ANTIVIRUS,
                                        Status.INFECTED,
                                        Said.in("1.2.1"),
                                        new Finding(
                                                "v",
                                                "Other",
                                                "1.2",
                                                "http://evil.example/x\r\n.exe",
                                                0,
                                                "engine"),
                                        Said.in("1.20")))
                        .judgement();
        assertThat(judgement.edits())
                .containsExactly(
                        new Edit.RemovePart(
                                "1.2",
                                "Something was removed from this message:\r\n"
                                        + "\"invoice.exe\", because it carries malicious content"
                                        + " (Eicar-Test)\r\n"
                                        + "\"http : //evil . example/x?? . exe\", because it carries"
                                        + " malicious content (Other)\r\n"),
                        new Edit.RemovePart(
                                "1.20",
                                "Something was removed from this message:\r\n"
                                        + "\"invoice.exe\", because it carries malicious content"
                                        + " (Eicar-Test)\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED, ANTIVIRUS, ENCRYPTED",
        "INFECTED, ANTIVIRUS, INFECTED",
        "INFECTED, ANTIVIRUS, DISINFECTED",
        "PHISHING, ANTIPHISHING, PHISHING",
        "SCAN_ERROR, LINKS, BASES_ERROR",
        "LINKS, LINKS, DETECTED"
    })
    void aWarningIsOfItsKindOnly(Warnings.Kind kind, ModuleName module, Status status) {
        for (Warnings.Kind other : Warnings.Kind.values()) {
            Judgement judgement =
                    Trial.under(defaultRule().asks(module).warns(other))
                            .inside()
                            .saying(Said.of(module, status))
                            .judgement();
            assertThat(judgement.edits()).as(other.name()).hasSize(other == kind ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Warnings.Kind.class)
    void cleanMailFromInsideIsNotWarnedOf(Warnings.Kind kind) {
        assertThat(
                        Trial.under(defaultRule().asks(ModuleName.values()).warns(kind))
                                .inside()
                                .judgement()
                                .edits())
                .isEmpty();
    }

    @Test
    void whoWritesFromOutsideIsWarnedOfInside() {
        Decision decision =
                Trial.under(defaultRule().warns(Warnings.Kind.EXTERNAL_SENDER))
                        .to("a@ours.example", "b@far.example")
                        .decide();
        assertThat(decision.judgements()).extracting(it -> it.edits().size()).containsExactly(1, 0);
    }

    @Test
    void whoWritesForTheFirstTimeIsWarnedOf() {
        assertThat(
                        Trial.under(
                                        defaultRule()
                                                .asks(ModuleName.IMPERSONATION)
                                                .warns(Warnings.Kind.FIRST_TIME_SENDER))
                                .saying(
                                        Said.of(
                                                ModuleName.IMPERSONATION,
                                                Status.DETECTED,
                                                Finding.ofMessage(Edits.FIRST_TIME, "", "history")))
                                .judgement()
                                .edits())
                .hasSize(1);
    }
}
