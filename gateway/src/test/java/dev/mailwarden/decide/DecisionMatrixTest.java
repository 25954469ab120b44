package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Edit;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Reaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every module, status and action, with Backup and tag and without, for one recipient and beside
 * one that gets the message, and by one reply or by one for each.
 */
class DecisionMatrixTest {

    record Case(ModuleName module, Status status, Action action) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (ModuleName module : ModuleName.values()) {
            statuses(module)
                    .forEach(status ->
                            actions(module, status)
                                    .forEach(
                                            action -> cases.add(new Case(module, status, action))));
        }
        return cases.stream();
    }

    /** Those that have reactions, of the module or of an expression. */
    private static Stream<Status> statuses(ModuleName module) {
        Stream<Status> own =
                DefaultReactions.of(module).stream()
                        .map(DefaultReactions.Choice::status)
                        .filter(status ->
                                status != Status.MACROS_DETECTED && status != Status.DISINFECTED);
        return module == ModuleName.CONTENT ? Stream.concat(own, module.finds().stream()) : own;
    }

    private static RuleBuilder reacting(RuleBuilder rule, Case it, Reaction reaction) {
        return it.module.finds().contains(it.status) && it.module == ModuleName.CONTENT
                ? rule.expressions(
                        true,
                        new Expression(
                                "X",
                                true,
                                reaction,
                                true,
                                List.of(
                                        new Condition.Text(
                                                Condition.Place.ATTACHMENT_NAME,
                                                "",
                                                true,
                                                new Condition.Patterns(
                                                        List.of("x"),
                                                        List.of(),
                                                        List.of(),
                                                        List.of()))),
                                HeaderActions.NONE))
                : rule.on(it.module, it.status, reaction);
    }

    private static Stream<Action> actions(ModuleName module, Status status) {
        return Arrays.stream(Action.values())
                .filter(action -> action != Action.TEMPFAIL || status.isFailure())
                .filter(action ->
                        action != Action.DISINFECT
                                || (module == ModuleName.ANTIVIRUS
                                        && (status == Status.INFECTED
                                                || status == Status.DISINFECTED)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCombination(Case it) {
        for (boolean backup : new boolean[] {false, true}) {
            for (boolean mixed : new boolean[] {false, true}) {
                for (boolean each : new boolean[] {false, true}) {
                    check(it, backup, mixed, each);
                }
            }
        }
    }

    private static void check(Case it, boolean backup, boolean mixed, boolean each) {
        ModuleResult said = Said.of(it.module, it.status, Said.by("X", "1.2"));
        Trial trial =
                Trial.under(
                                reacting(
                                        rule("strict")
                                                .to("a@ours.example")
                                                .ifDisinfectionFails(Action.QUARANTINE),
                                        it,
                                        new Reaction(it.action, backup, "[Tag]")),
                                defaultRule())
                        .saying(said);
        trial.to(
                mixed
                        ? new String[] {"a@ours.example", "b@ours.example"}
                        : new String[] {"a@ours.example"});
        if (each) {
            trial.answeringEach();
        }
        Decision decision = trial.decide();
        String as = it + " backup " + backup + " mixed " + mixed + " each " + each;
        Judgement strict = decision.judgements().getFirst();
        boolean unknown = it.status.isFailure() && it.action == Action.DELETE_ATTACHMENT;
        Action action = unknown || it.action == Action.DISINFECT ? Action.QUARANTINE : it.action;
        Fate fate = fate(action, mixed, each);
        assertThat(strict.action()).as(as).isEqualTo(action);
        assertThat(strict.fate()).as(as).isEqualTo(fate);
        assertThat(strict.backup()).as(as).isEqualTo(backup && fate != Fate.PUT_OFF);
        assertThat(strict.edits())
                .as(as)
                .containsExactlyElementsOf(edits(action, strict.edits(), fate));
        boolean nobody = fate == Fate.REFUSED || fate == Fate.PUT_OFF;
        assertThat(decision instanceof Decision.Refuse)
                .as(as)
                .isEqualTo(nobody && !(mixed && each));
        if (mixed) {
            assertThat(decision.judgements().getLast().fate())
                    .as(as)
                    .isEqualTo(fate == Fate.PUT_OFF && !each ? Fate.PUT_OFF : Fate.DELIVERED);
            assertThat(decision.judgements().getLast().edits()).as(as).isEmpty();
        }
    }

    private static Fate fate(Action action, boolean mixed, boolean each) {
        return switch (action) {
            case SKIP, DISINFECT, DELETE_ATTACHMENT -> Fate.DELIVERED;
            case TEMPFAIL -> Fate.PUT_OFF;
            case QUARANTINE -> Fate.QUARANTINED;
            case REJECT -> mixed && !each ? Fate.QUARANTINED : Fate.REFUSED;
            case DELETE_MESSAGE -> Fate.DISCARDED;
        };
    }

    private static List<Edit> edits(Action action, List<Edit> found, Fate fate) {
        if (fate != Fate.DELIVERED) {
            return List.of();
        }
        Edit tag = new Edit.TagSubject("[Tag]");
        if (action != Action.DELETE_ATTACHMENT) {
            return List.of(tag);
        }
        assertThat(found.getFirst())
                .isInstanceOfSatisfying(
                        Edit.RemovePart.class,
                        removal -> assertThat(removal.part()).isEqualTo("1.2"));
        return List.of(found.getFirst(), tag);
    }
}
