package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.criteria;
import static dev.mailwarden.decide.RuleBuilder.criterion;
import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** WHAT-1: why it was decided so. */
class ExplainerTest {

    private static Explanation.Share only(Trial trial) {
        assertThat(trial.explanation().shares()).hasSize(1);
        return trial.explanation().shares().getFirst();
    }

    private static Lists.Entry entry(
            String sender, Optional<Lists.Identity> bound, Optional<Instant> expires) {
        return new Lists.Entry(criterion(sender), criteria("*"), bound, "", "", expires);
    }

    @Test
    void rulesAboveSayWhichSideDidNotMatch() {
        Explanation.Share share =
                only(
                        Trial.under(
                                rule("off").disabled(),
                                rule("sender").from("x@y.example"),
                                rule("recipient").to("x@y.example"),
                                rule("both").from("x@y.example").to("x@y.example"),
                                rule("from").fromHeader("*@outside.example"),
                                rule("it").from("x@y.example", "*@outside.*").to("user@*", "*")));
        assertThat(share.passed())
                .extracting(it -> it.id() + " " + it.miss())
                .containsExactly(
                        "off DISABLED",
                        "sender SENDER",
                        "recipient RECIPIENT",
                        "both BOTH",
                        "from SENDER");
        assertThat(share.matched())
                .isEqualTo(
                        new Explanation.Matched(
                                6, "it", "Rule it", Rule.Mode.SCAN, "*@outside.*", "user@*"));
    }

    @Test
    void onlyTheFirstOfManyRulesAreNamed() {
        RuleBuilder[] many = new RuleBuilder[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = rule("r" + i).to("x@y.example");
        }
        Explanation.Share share = only(Trial.under(many));
        assertThat(share.passed()).hasSize(Explainer.MAX_PASSED);
        assertThat(share.morePassed()).isEqualTo(30);
        assertThat(share.matched().position()).isEqualTo(51);
    }

    @Test
    void entriesOfListsSayWhetherTheyCounted() {
        Explanation.Share share =
                only(
                        Trial.under()
                                .lists(
                                        List.of(
                                                entry(
                                                        "*@outside.example",
                                                        Optional.empty(),
                                                        Optional.of(Trial.NOW)),
                                                entry(
                                                        "x@y.example",
                                                        Optional.empty(),
                                                        Optional.empty())),
                                        List.of(
                                                entry(
                                                        "*@outside.example",
                                                        Optional.of(
                                                                new Lists.Identity.Authenticated(
                                                                        "outside.example")),
                                                        Optional.empty()),
                                                entry("*", Optional.empty(), Optional.empty()),
                                                entry(
                                                        "sender@*",
                                                        Optional.empty(),
                                                        Optional.empty()))));
        assertThat(share.entries())
                .extracting(it -> it.hit().list() + " " + it.hit().position() + " " + it.force())
                .containsExactly(
                        "DENY 0 EXPIRED",
                        "ALLOW 0 NOT_VOUCHED_FOR",
                        "ALLOW 1 HOLDS",
                        "ALLOW 2 LATER");
    }

    @Test
    void everyModuleSaysWhatItCalledFor() {
        Explanation.Share share =
                only(
                        Trial.under(
                                        RuleBuilder.defaultRule()
                                                .ifDisinfectionFails(Action.DELETE_ATTACHMENT)
                                                .on(
                                                        ModuleName.ANTIVIRUS,
                                                        Status.INFECTED,
                                                        Action.DISINFECT)
                                                .on(
                                                        ModuleName.ANTISPAM,
                                                        Status.SPAM,
                                                        new Reaction(Action.SKIP, true, "[Spam]")))
                                .saying(
                                        Said.of(ModuleName.ANTIVIRUS, Status.INFECTED),
                                        Said.of(ModuleName.ANTISPAM, Status.SPAM)));
        assertThat(share.modules()).hasSize(ModuleName.values().length);
        Explanation.Said antivirus = share.modules().getFirst();
        assertThat(antivirus.result().status()).isEqualTo(Status.INFECTED);
        assertThat(antivirus.demands())
                .singleElement()
                .satisfies(demand -> {
                    assertThat(demand.action()).isEqualTo(Action.QUARANTINE);
                    assertThat(demand.turn()).contains("not everything that was found");
                });
        assertThat(share.decider().map(Demand::module)).contains(ModuleName.ANTIVIRUS);
        assertThat(share.fate()).isEqualTo(Fate.QUARANTINED);
    }

    @Test
    void whatOthersGotOverrulesARefusal() {
        Trial trial =
                Trial.under(
                                rule("a").to("a@*").mode(Rule.Mode.REJECT),
                                rule("b")
                                        .to("b@*")
                                        .on(ModuleName.LINKS, Status.ERROR, Action.TEMPFAIL))
                        .to("a@ours.example", "b@ours.example");
        assertThat(trial.explanation().shares())
                .extracting(Explanation.Share::overruled)
                .containsExactly(Explanation.Overruled.TAKEN_FOR_OTHERS, Explanation.Overruled.NOT);
        trial.saying(Said.of(ModuleName.LINKS, Status.ERROR));
        assertThat(trial.explanation().shares())
                .extracting(Explanation.Share::overruled)
                .containsExactly(
                        Explanation.Overruled.PUT_OFF_FOR_OTHERS, Explanation.Overruled.NOT);
    }

    @Test
    void theFateIsThatOfTheDecision() {
        Trial trial =
                Trial.under(rule("a").to("a@*").mode(Rule.Mode.REJECT).deletesRefused())
                        .to("a@ours.example", "b@ours.example");
        assertThat(trial.explanation().shares())
                .extracting(Explanation.Share::fate)
                .isEqualTo(trial.decide().judgements().stream().map(it -> it.fate()).toList())
                .containsExactly(Fate.DISCARDED, Fate.DELIVERED);
    }

    @Test
    void aFlipIsAModuleThatHadFoundNothing() {
        Explanation.Share share =
                only(
                        Trial.under(
                                        RuleBuilder.defaultRule()
                                                .on(
                                                        ModuleName.ANTIVIRUS,
                                                        Status.INFECTED,
                                                        Action.DELETE_MESSAGE)
                                                .on(
                                                        ModuleName.ANTISPAM,
                                                        Status.SPAM,
                                                        Action.QUARANTINE))
                                .saying(
                                        Said.of(ModuleName.ANTIVIRUS, Status.INFECTED),
                                        Said.of(ModuleName.ANTISPAM, Status.SPAM)));
        assertThat(share.flips())
                .containsExactly(
                        new Explanation.Flip(
                                "if Antivirus had found nothing",
                                Rule.DEFAULT_ID,
                                Action.QUARANTINE,
                                Fate.QUARANTINED,
                                Set.of()));
    }

    @Test
    void aFlipIsTheNextRuleOrTheMissingEntry() {
        Explanation.Share share =
                only(
                        Trial.under(
                                        rule("one").mode(Rule.Mode.SKIP),
                                        rule("two").mode(Rule.Mode.REJECT))
                                .lists(
                                        List.of(entry("*", Optional.empty(), Optional.empty())),
                                        List.of()));
        assertThat(share.flips())
                .containsExactly(
                        new Explanation.Flip(
                                "without the entry * of the deny list",
                                "one",
                                Action.SKIP,
                                Fate.DELIVERED,
                                Set.of()),
                        new Explanation.Flip(
                                "without the rule Rule one",
                                "two",
                                Action.REJECT,
                                Fate.REFUSED,
                                Set.of()));
    }

    @Test
    void aFlipSaysWhatWouldHaveToBeLookedAtFirst() {
        Explanation.Share share =
                only(
                        Trial.under(
                                rule("one").mode(Rule.Mode.REJECT),
                                RuleBuilder.defaultRule().asks(ModuleName.ANTIVIRUS)));
        assertThat(share.flips())
                .containsExactly(
                        new Explanation.Flip(
                                "without the rule Rule one",
                                Rule.DEFAULT_ID,
                                Action.SKIP,
                                Fate.DELIVERED,
                                Set.of(ModuleName.ANTIVIRUS)));
    }

    @Test
    void aFlipDoesNotTakeAModuleThatWasLeftOutForAFailedOne() {
        Explanation.Share share =
                only(
                        Trial.under(
                                        RuleBuilder.defaultRule()
                                                .on(ModuleName.ANTISPAM, Status.SPAM, Action.REJECT)
                                                .on(
                                                        ModuleName.ANTIVIRUS,
                                                        Status.ERROR,
                                                        Action.TEMPFAIL))
                                .saying(
                                        Said.of(ModuleName.ANTISPAM, Status.SPAM),
                                        Said.leftOut(ModuleName.ANTIVIRUS)));
        assertThat(share.flips())
                .containsExactly(
                        new Explanation.Flip(
                                "if Antispam had found nothing",
                                Rule.DEFAULT_ID,
                                Action.SKIP,
                                Fate.DELIVERED,
                                Set.of(ModuleName.ANTIVIRUS)));
    }
}
