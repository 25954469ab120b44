package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
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

    /** From the events alone, but for what {@code received} and {@code refused} both say. */
    private static Facts factsOf(List<Event.Judged> events, Sender sender, Arrival arrival) {
        var recipients = new TreeMap<Integer, Mailbox>();
        Set<Integer> inside = new HashSet<>();
        for (Event.Judged event : events) {
            for (int i = 0; i < event.places().size(); i++) {
                recipients.put(event.places().get(i), event.recipients().get(i));
            }
            inside.addAll(event.inside());
        }
        Event.Judged first = events.getFirst();
        assertThat(first.origin()).isEqualTo(arrival.origin());
        return new Facts(
                first.journey(),
                first.at(),
                new Envelope(
                        sender.reversePath(),
                        MailParameters.NONE,
                        recipients.values().stream()
                                .map(it -> new Recipient(it, RcptParameters.NONE))
                                .toList()),
                arrival,
                new Sender(sender.reversePath(), first.from(), sender.client(), first.vouched()),
                inside,
                first.subject(),
                first.messageId(),
                Set.of());
    }

    /** Single replies show: without them nobody is refused or put off beside others. */
    private static Decider.Answers answersOf(List<Event.Judged> events) {
        Set<Fate> fates = new HashSet<>(events.stream().map(Event.Judged::fate).toList());
        boolean single = fates.contains(Fate.REFUSED) || fates.contains(Fate.PUT_OFF);
        return single && fates.size() > 1 ? Decider.Answers.EACH : Decider.Answers.ONE;
    }

    private static Explanation again(Trial trial, Decider.Answers answers) {
        Plan plan = trial.plan();
        List<Verdict> verdicts = trial.verdicts(plan);
        Decision decision = Trial.decider().decide(plan, verdicts, answers);
        List<Event.Judged> events = events(plan, verdicts, decision);
        Facts facts = factsOf(events, plan.facts().sender(), plan.facts().arrival());
        Plan other = Plan.of(plan.policy(), facts);
        List<Verdict> written =
                other.groups().stream()
                        .map(group ->
                                events.stream()
                                        .filter(it ->
                                                it.places().contains(group.recipients().getFirst()))
                                        .map(Event.Judged::verdict)
                                        .findFirst()
                                        .orElseThrow())
                        .toList();
        return Explainer.explain(other, written, answersOf(events));
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
