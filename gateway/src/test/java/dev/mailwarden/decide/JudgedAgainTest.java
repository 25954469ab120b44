package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a judgement, and reverse-path and client, are enough to explain it again. */
class JudgedAgainTest {

    private static List<Event.Judged> events(Plan plan, List<Verdict> verdicts, Decision decision) {
        List<Event.Judged> events = new ArrayList<>();
        for (Judgement judgement : decision.judgements()) {
            Facts facts = plan.facts();
            int group = groupOf(plan, judgement.recipients().getFirst());
            Set<Integer> inside = new HashSet<>(judgement.recipients());
            inside.retainAll(facts.inside());
            events.add(
                    new Event.Judged(
                            facts.journey(),
                            Event.Judged.FIRST_SEQUENCE + events.size(),
                            facts.now(),
                            decision.revision(),
                            facts.arrival().origin(),
                            facts.sender().from(),
                            facts.sender().vouched(),
                            facts.subject(),
                            facts.messageId(),
                            judgement.recipients().stream()
                                    .map(it -> facts.envelope().recipients().get(it).mailbox())
                                    .toList(),
                            judgement.recipients(),
                            inside,
                            judgement.rule(),
                            judgement.ruleName(),
                            verdicts.get(group),
                            judgement.action(),
                            judgement.decidedBy(),
                            judgement.fate(),
                            List.of(),
                            false));
        }
        return events;
    }

    private static int groupOf(Plan plan, int recipient) {
        for (int i = 0; i < plan.groups().size(); i++) {
            if (plan.groups().get(i).recipients().contains(recipient)) {
                return i;
            }
        }
        throw new AssertionError("nobody's recipient");
    }

    /** How the message came in, in one of the two ways in which that is recorded. */
    private static Event cameIn(Facts facts, boolean taken) {
        Arrival arrival = facts.arrival();
        return taken
                ? new Event.Received(
                        facts.journey(),
                        0,
                        facts.now(),
                        arrival,
                        facts.envelope(),
                        1,
                        ContentFacts.PLAIN,
                        facts.messageId())
                : new Event.Refused(
                        facts.journey(),
                        1,
                        facts.now(),
                        arrival.listener(),
                        arrival.client(),
                        arrival.helo(),
                        Optional.empty(),
                        Optional.of(facts.sender().reversePath()),
                        Optional.empty(),
                        "message",
                        550,
                        new EnhancedStatusCode(5, 7, 1),
                        "refused");
    }

    private static List<Event> journey(Trial trial, Decider.Answers answers) {
        Plan plan = trial.plan();
        List<Verdict> verdicts = trial.verdicts(plan);
        Decision decision = Trial.decider().decide(plan, verdicts, answers);
        List<Event> journey = new ArrayList<>();
        journey.add(cameIn(plan.facts(), decision instanceof Decision.Take));
        journey.addAll(events(plan, verdicts, decision));
        return journey;
    }

    private static Retrial retrial(Trial trial, Decider.Answers answers) {
        return Retrial.of(journey(trial, answers)).orElseThrow();
    }

    private static Explanation again(Trial trial, Decider.Answers answers) {
        return retrial(trial, answers).explain(trial.plan().policy());
    }

    private static Explanation asDecided(Trial trial, Decider.Answers answers) {
        Plan plan = trial.plan();
        return Explainer.explain(plan, trial.verdicts(plan), answers);
    }

    static Stream<Trial> trials() {
        RuleBuilder strict =
                rule("strict")
                        .to("b@*")
                        .on(ModuleName.ANTISPAM, Status.SPAM, Action.REJECT)
                        .on(ModuleName.ANTIVIRUS, Status.INFECTED, Action.REJECT);
        RuleBuilder later =
                rule("later").to("c@*").on(ModuleName.ANTIVIRUS, Status.ERROR, Action.TEMPFAIL);
        RuleBuilder mild =
                defaultRule()
                        .on(ModuleName.ANTISPAM, Status.SPAM, Action.SKIP)
                        .on(ModuleName.ANTIVIRUS, Status.INFECTED, Action.DELETE_ATTACHMENT);
        return Stream.of(
                        Said.of(ModuleName.ANTISPAM, Status.SPAM),
                        Said.of(ModuleName.ANTIVIRUS, Status.INFECTED, Said.in("1.2")),
                        Said.of(ModuleName.ANTIVIRUS, Status.ERROR),
                        Said.clean(ModuleName.ANTIVIRUS))
                .flatMap(said ->
                        Stream.of(
                                        List.of("b@ours.example"),
                                        List.of(
                                                "x@far.example",
                                                "b@ours.example",
                                                "a@ours.example"),
                                        List.of("c@ours.example", "b@ours.example"))
                                .map(to ->
                                        Trial.under(strict, later, mild)
                                                .headerFrom("from@outside.example")
                                                .vouchedFor("outside.example")
                                                .to(to.toArray(String[]::new))
                                                .saying(said)));
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theExplanationIsTheSame(Trial trial) {
        for (Decider.Answers answers : Decider.Answers.values()) {
            assertThat(again(trial, answers)).isEqualTo(asDecided(trial, answers));
            assertThat(again(trial, answers).shares()).allMatch(retrial(trial, answers)::agrees);
        }
    }

    @Test
    void underAnotherPolicyItIsSeenToDiffer() {
        Trial strict = Trial.under(rule("strict").mode(Rule.Mode.REJECT)).to("b@ours.example");
        Trial mild = Trial.under().to("b@ours.example");
        Retrial retrial = retrial(strict, Decider.Answers.ONE);
        assertThat(retrial.revision()).isEqualTo(7);
        assertThat(retrial.explain(mild.plan().policy()).shares()).noneMatch(retrial::agrees);
    }

    @Test
    void nothingIsDecidedOnceMoreFromAPartOfTheEvents() {
        Trial trial =
                Trial.under(rule("strict").to("b@*").mode(Rule.Mode.DELETE))
                        .to("b@ours.example", "a@ours.example");
        List<Event> journey = journey(trial, Decider.Answers.ONE);
        assertThat(journey).hasSize(3);
        for (int i = 0; i < journey.size(); i++) {
            List<Event> part = new ArrayList<>(journey);
            part.remove(i);
            assertThat(Retrial.of(part)).isEmpty();
        }
    }

    private static Trial infected(Finding... findings) {
        return Trial.under(
                        defaultRule()
                                .on(
                                        ModuleName.ANTIVIRUS,
                                        Status.INFECTED,
                                        Action.DELETE_ATTACHMENT))
                .saying(Said.of(ModuleName.ANTIVIRUS, Status.INFECTED, findings));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 150, ModuleResult.MAX_FINDINGS})
    void shortenedEvidenceComesToTheSame(int count) {
        for (int whole : new int[] {-1, count - 1}) {
            Finding[] many = new Finding[count];
            Arrays.setAll(many, i -> Said.in(i == whole ? "" : "1." + i));
            Trial trial = infected(many);

            assertThat(again(trial, Decider.Answers.ONE).shares())
                    .extracting(Explanation.Share::action)
                    .containsExactly(trial.judgement().action());
        }
    }

    @Test
    void aPersonSeesWhatWasLeftOut() {
        Finding[] many = new Finding[100];
        Arrays.setAll(many, i -> Said.in("1." + i));

        assertThat(again(infected(many), Decider.Answers.ONE).shares().getFirst().modules())
                .filteredOn(said -> said.result().module() == ModuleName.ANTIVIRUS)
                .flatExtracting(said -> said.result().findings())
                .last()
                .extracting("code", "text")
                .containsExactly("more", "81 more");
    }
}
