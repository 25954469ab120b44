package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Condition.Patterns;
import dev.mailwarden.policy.Condition.Place;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Marking;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Template;
import dev.mailwarden.policy.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy is checked as a whole, and what is wrong with it names its place. */
class PolicyCheckTest {

    private static final Map<String, Dictionary> DICTIONARIES =
            Map.of(
                    "words",
                    new Dictionary.Texts(
                            "", new Patterns(List.of("w"), List.of(), List.of(), List.of())),
                    "types",
                    new Dictionary.Types("", List.of("zip")));

    private static List<String> flaws(
            RuleBuilder one, Map<String, Template> templates, Lists lists) {
        var policy =
                new Policy(
                        Trial.protection(Protection.Mode.FULL, Set.of()),
                        List.of(one.build(), DefaultPolicy.rule()),
                        lists,
                        DICTIONARIES,
                        templates,
                        Marking.DEFAULT,
                        Set.of());
        return switch (PolicySnapshot.compile(policy, 1)) {
            case Compilation.Ready _ -> List.of();
            case Compilation.Flawed(List<Flaw> flaws) ->
                    flaws.stream().map(Flaw::toString).toList();
        };
    }

    private static Expression expression(Action action, Condition... conditions) {
        return new Expression(
                "X", true, Reaction.of(action), false, List.of(conditions), HeaderActions.NONE);
    }

    private static Condition text(Place place, String expression, String dictionary) {
        return new Condition.Text(
                place,
                "",
                true,
                new Patterns(List.of(), List.of(), List.of(expression), List.of(dictionary)));
    }

    static Stream<Arguments> flawedRules() {
        return Stream.of(
                Arguments.of(rule("r").from("re:("), "rule Rule r, senders, re:(: no expression"),
                Arguments.of(
                        rule("r").to("re:(?<=a)b"), "rule Rule r, recipients, re:(?<=a)b: no expr"),
                Arguments.of(rule("r").to("192.0.2.0/24"), ": is about senders"),
                Arguments.of(rule("r").to("<>"), "rule Rule r, recipients, <>: is about senders"),
                Arguments.of(rule("r").from("nonsense"), ": there is neither @ nor * in it"),
                Arguments.of(rule("r").from("*@-x-"), ": no domain is called -x-"),
                Arguments.of(rule("r").from("*@"), ": something must stand on both sides of @"),
                Arguments.of(rule("r").from("*".repeat(999) + "xx"), ": a mask has 1 to 1000"),
                Arguments.of(rule("r").from(), "rule Rule r, senders: none are named"),
                Arguments.of(
                        rule("r").on(ModuleName.ANTISPAM, Status.SPAM, Action.DISINFECT),
                        "rule Rule r, ANTISPAM Spam: only what is infected"),
                Arguments.of(
                        rule("r").on(ModuleName.ANTIVIRUS, Status.ENCRYPTED, Action.TEMPFAIL),
                        ": only failures pass with time"),
                Arguments.of(
                        rule("r").on(ModuleName.ANTIVIRUS, Status.NOT_DETECTED, Action.REJECT),
                        ": clean mail is delivered"),
                Arguments.of(
                        rule("r").on(ModuleName.LINKS, Status.NOT_SCANNED, Action.REJECT),
                        "rule Rule r, LINKS NotScanned: no reaction can be set for this status"),
                Arguments.of(
                        rule("r").on(ModuleName.CONTENT, Status.MATCHED, Action.REJECT),
                        "rule Rule r, CONTENT Matched: no reaction can be set for this status"),
                Arguments.of(
                        rule("r").on(ModuleName.ANTISPAM, Status.TRUSTED, Action.REJECT),
                        "rule Rule r, ANTISPAM Trusted: no reaction can be set for this status"),
                Arguments.of(
                        rule("r").ifDisinfectionFails(Action.DISINFECT),
                        "rule Rule r, ANTIVIRUS: what cannot be disinfected"),
                Arguments.of(
                        rule("r")
                                .notices(
                                        new Notice(
                                                Notice.Kind.INFECTED,
                                                "missing",
                                                "",
                                                "",
                                                Set.of(),
                                                false)),
                        "rule Rule r: no template is called missing"),
                Arguments.of(rule("r").disclaims(true), ": no template is called disclaimer"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(
                                                Action.SKIP, text(Place.SUBJECT, "a", "missing"))),
                        "rule Rule r, expression X: no dictionary is called missing"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(Action.SKIP, text(Place.SUBJECT, "a", "types"))),
                        ": dictionary types is of the other kind"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(Action.SKIP, text(Place.BODY, "[", "words"))),
                        "rule Rule r, expression X, [: no expression"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(
                                                Action.DELETE_ATTACHMENT,
                                                text(Place.SUBJECT, "a", "words"))),
                        ": deletes attachments and looks at none"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(Action.TEMPFAIL, new Condition.SizeOver(1))),
                        ": has an action that content has no use for"),
                Arguments.of(
                        rule("r")
                                .expressions(
                                        true,
                                        expression(Action.SKIP, new Condition.SizeOver(1)),
                                        expression(Action.SKIP, new Condition.SizeOver(2))),
                        "rule Rule r, expression X: two have this name"));
    }

    @ParameterizedTest
    @MethodSource("flawedRules")
    void aFlawOfARule(RuleBuilder rule, String expected) {
        assertThat(flaws(rule, DefaultPolicy.templates(), Lists.EMPTY))
                .singleElement()
                .satisfies(flaw -> assertThat(flaw).contains(expected));
    }

    @Test
    void aFlawOfATemplate() {
        assertThat(
                        flaws(
                                rule("r").warns(Warnings.Kind.INFECTED),
                                Map.of("warning", new Template("", "%NO_SUCH%", "")),
                                Lists.EMPTY))
                .containsExactly("template warning: no macro is called %NO_SUCH%");
    }

    @Test
    void aFlawOfAList() {
        var entry =
                new Lists.Entry(
                        RuleBuilder.criterion("re:["),
                        RuleBuilder.criteria("10.0.0.0/8"),
                        Optional.of(new Lists.Identity.Authenticated("-")),
                        "",
                        "",
                        Optional.empty());
        assertThat(
                        flaws(
                                rule("r"),
                                DefaultPolicy.templates(),
                                new Lists(List.of(entry), List.of())))
                .hasSize(4)
                .allMatch(flaw -> flaw.startsWith("deny list, re:["));
    }

    @Test
    void deletingByAttachmentIsFine() {
        var byName =
                expression(Action.DELETE_ATTACHMENT, text(Place.ATTACHMENT_NAME, "a", "words"));
        assertThat(
                        flaws(
                                rule("r").expressions(true, byName),
                                DefaultPolicy.templates(),
                                Lists.EMPTY))
                .isEmpty();
    }

    @Test
    void noMoreFlawsAreListedThanAnyoneReads() {
        String[] many = new String[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = "re:(" + i;
        }
        assertThat(flaws(rule("r").from(many), DefaultPolicy.templates(), Lists.EMPTY))
                .hasSize(Compilation.MAX_FLAWS);
    }
}
