package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.criteria;
import static dev.mailwarden.decide.RuleBuilder.criterion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Decision;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Lists;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LIST-0, LIST-1 and LIST-3. */
class ListsTest {

    private static Lists.Entry entry(String sender, String... recipients) {
        return new Lists.Entry(
                criterion(sender),
                recipients.length == 0 ? criteria("*") : criteria(recipients),
                Optional.empty(),
                "",
                "admin",
                Optional.empty());
    }

    private static Lists.Entry bound(Lists.Identity identity) {
        return new Lists.Entry(
                criterion("*@outside.example"),
                criteria("*"),
                Optional.of(identity),
                "",
                "admin",
                Optional.empty());
    }

    private static Lists.Entry until(Instant end) {
        return new Lists.Entry(
                criterion("*@outside.example"),
                criteria("*"),
                Optional.empty(),
                "",
                "admin",
                Optional.of(end));
    }

    private static Trial scanning() {
        return Trial.under(RuleBuilder.defaultRule().asks(ModuleName.values()));
    }

    @Test
    void denyRefusesAndNobodyIsAsked() {
        Trial trial =
                Trial.under(
                                RuleBuilder.defaultRule()
                                        .asks(ModuleName.values())
                                        .copiesTo("archive@ours.example"))
                        .lists(List.of(entry("sender@outside.example")), List.of());
        Group group = trial.plan().groups().getFirst();
        assertThat(group.asked()).isEmpty();
        assertThat(group.notAsked()).containsEntry(ModuleName.ANTIVIRUS, Reason.DENYLIST);
        assertThat(trial.decide())
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal ->
                                assertThat(refusal.reply().toString())
                                        .isEqualTo(
                                                "550 5.7.1 Message refused: it is against the"
                                                        + " policy of this site"));
        assertThat(trial.judgement().decidedBy()).isEmpty();
        assertThat(trial.judgement().blindCopies()).isEmpty();
        assertThat(trial.judgement().verdict().of(ModuleName.ANTISPAM).orElseThrow().text())
                .isEqualTo("NotScanned (denylist)");
    }

    @Test
    void allowSparesWhatLooksForSpamAndNothingElse() {
        Trial trial = scanning().lists(List.of(), List.of(entry("*@outside.example")));
        assertThat(trial.plan().groups().getFirst().notAsked())
                .containsOnly(
                        java.util.Map.entry(ModuleName.ANTISPAM, Reason.ALLOWLIST),
                        java.util.Map.entry(ModuleName.ANTIPHISHING, Reason.ALLOWLIST),
                        java.util.Map.entry(ModuleName.IMPERSONATION, Reason.ALLOWLIST));
    }

    @Test
    void anAllowedSenderOfMalwareIsRefusedLikeAnyOther() {
        Trial trial =
                Trial.under(
                                RuleBuilder.defaultRule()
                                        .on(ModuleName.ANTIVIRUS, Status.INFECTED, Action.REJECT))
                        .lists(List.of(), List.of(entry("*")))
                        .saying(Said.of(ModuleName.ANTIVIRUS, Status.INFECTED, Said.in("1.2")));
        assertThat(trial.judgement().fate()).isEqualTo(Fate.REFUSED);
    }

    @Test
    void whatAnAllowEntrySparesCallsForNothing() {
        Trial trial =
                Trial.under(
                                RuleBuilder.defaultRule()
                                        .on(ModuleName.ANTISPAM, Status.SPAM, Action.REJECT))
                        .lists(List.of(), List.of(entry("*")))
                        .saying(Said.of(ModuleName.ANTISPAM, Status.SPAM));
        assertThat(trial.judgement().fate()).isEqualTo(Fate.DELIVERED);
    }

    @Test
    void denyComesBeforeAllow() {
        Trial trial =
                scanning()
                        .lists(
                                List.of(entry("sender@outside.example")),
                                List.of(entry("sender@outside.example")));
        assertThat(trial.plan().groups().getFirst().hit())
                .hasValueSatisfying(hit -> assertThat(hit.denies()).isTrue());
    }

    @Test
    void anEntryHoldsForItsRecipientsOnly() {
        Trial trial =
                scanning()
                        .lists(
                                List.of(entry("*@outside.example", "a@ours.example")),
                                List.of(entry("*@outside.example", "b@ours.example")))
                        .to("a@ours.example", "b@ours.example", "c@ours.example", "B@ours.example");
        assertThat(trial.plan().groups())
                .extracting(group ->
                        group.recipients() + group.hit().map(it -> it.list().text()).orElse(""))
                .containsExactly("[0]deny list", "[1, 3]allow list", "[2]");
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, false", "1, true"})
    void anEntryEndsWithItsExpiry(long seconds, boolean holds) {
        Trial trial = scanning().lists(List.of(until(Trial.NOW.plusSeconds(seconds))), List.of());
        assertThat(trial.plan().groups().getFirst().hit().isPresent()).isEqualTo(holds);
    }

    @Test
    void afterAnExpiredEntryTheNextOneIsLookedAt() {
        Trial trial =
                scanning()
                        .lists(
                                List.of(until(Trial.NOW.minusSeconds(1)), entry("sender@*")),
                                List.of());
        assertThat(trial.plan().groups().getFirst().hit().orElseThrow().position()).isEqualTo(1);
    }

    @Test
    void anEntryBoundToADomainDoesNotLetForgersIn() {
        var identity = new Lists.Identity.Authenticated("outside.EXAMPLE");
        Trial forged = scanning().lists(List.of(), List.of(bound(identity)));
        assertThat(forged.plan().groups().getFirst().hit()).isEmpty();
        Trial other =
                scanning().lists(List.of(), List.of(bound(identity))).vouchedFor("other.example");
        assertThat(other.plan().groups().getFirst().hit()).isEmpty();
        Trial true_ =
                scanning().lists(List.of(), List.of(bound(identity))).vouchedFor("outside.example");
        assertThat(true_.plan().groups().getFirst().hit()).isPresent();
    }

    @Test
    void anEntryBoundToANetworkHoldsForClientsInIt() {
        var identity =
                new Lists.Identity.Client(new Network(RuleBuilder.address("198.51.100.0"), 24));
        Trial elsewhere = scanning().lists(List.of(), List.of(bound(identity)));
        assertThat(elsewhere.plan().groups().getFirst().hit()).isEmpty();
        Trial there = scanning().lists(List.of(), List.of(bound(identity))).client("198.51.100.7");
        assertThat(there.plan().groups().getFirst().hit()).isPresent();
    }

    @Test
    void anEntryMayNameTheClientAndTheNullReversePath() {
        assertThat(
                        scanning()
                                .lists(List.of(entry("192.0.2.0/24")), List.of())
                                .plan()
                                .groups()
                                .getFirst()
                                .hit())
                .isPresent();
        assertThat(
                        scanning()
                                .lists(List.of(entry("<>")), List.of())
                                .from("")
                                .plan()
                                .groups()
                                .getFirst()
                                .hit())
                .isPresent();
    }

    @Test
    void anUnboundAllowEntryIsUnwise() {
        var policy =
                Trial.policy(
                        List.of(RuleBuilder.defaultRule().build()),
                        new Lists(
                                List.of(),
                                List.of(
                                        entry("a@b.example"),
                                        entry("192.0.2.0/24"),
                                        bound(new Lists.Identity.Authenticated("b.example")))));
        assertThat(((Compilation.Ready) PolicySnapshot.compile(policy, 1)).warnings())
                .extracting(Flaw::toString)
                .containsExactly("allow list, a@b.example: lets in whoever uses the name");
        assertThat(Set.of(Reason.ALLOWLIST.text(), Reason.DENYLIST.text()))
                .containsExactlyInAnyOrder("allowlist", "denylist");
    }
}
