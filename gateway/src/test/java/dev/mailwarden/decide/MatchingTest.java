package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.policy.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULE-3 and RULE-5: what matches whom. */
class MatchingTest {

    private static String matched(Trial trial) {
        return trial.plan().groups().getFirst().rule().id();
    }

    private static boolean isSender(String criterion, String sender) {
        return matched(Trial.under(rule("one").from(criterion)).from(sender)).equals("one");
    }

    @ParameterizedTest(name = "{0} names {1}: {2}")
    @CsvSource({
        "a@b.example, a@b.example, true",
        "A@B.Example, a@b.EXAMPLE, true",
        "a@b.example, a+tag@b.example, false",
        "a@b.example, a@sub.b.example, false",
        "*@b.example, a@b.example, true",
        "*@b.example, a@sub.b.example, false",
        "*@b.example, a@xb.example, false",
        "*@*.b.example, a@sub.b.example, true",
        "*@*.b.example, a@deep.sub.b.example, true",
        "*@*.b.example, a@b.example, false",
        "*b.example, a@b.example, true",
        "*b.example, a@sub.b.example, true",
        "?@b.example, a@b.example, true",
        "?@b.example, ab@b.example, false",
        "?@b.example, 😀@b.example, true",
        "news*@b.example, newsletter@b.example, true",
        "news*@b.example, oldnews@b.example, false",
        "*boss*@*, the-boss-himself@far.example, true",
        "postmaster@*, postmaster@anywhere.example, true",
        "postmaster@*, webmaster@anywhere.example, false",
        "*@*, a@b.example, true",
        "*@b.*, a@b.example, true",
        "a*b@c.example, axxb@c.example, true",
        "a*b@c.example, axxbc@c.example, false",
        "*@münchen.example, a@xn--mnchen-3ya.example, true",
        "*@xn--mnchen-3ya.example, a@münchen.example, true",
        "*@*.münchen.example, a@www.xn--mnchen-3ya.example, true",
        "*@*ünch*, a@xn--mnchen-3ya.example, true",
        "*@MÜNCHEN.example, a@münchen.example, true",
        "ÄRGER@b.example, ärger@b.example, true",
        "*@[192.0.2.9], a@[192.0.2.9], true",
        "re:^a.*@b\\.example$, a-b@b.example, true",
        "re:^a.*@b\\.example$, b-a@b.example, false",
        "re:BOSS, the-boss@b.example, true",
        "re:ünchen\\.example$, a@xn--mnchen-3ya.example, true",
        "re:^.@b, aa@b.example, false",
        "192.0.2.0/24, a@b.example, true",
        "198.51.100.0/24, a@b.example, false",
        "0.0.0.0/0, a@b.example, true",
        "192.0.2.1/32, a@b.example, true",
        "2001:db8::/32, a@b.example, false"
    })
    void aCriterionNamesASender(String criterion, String sender, boolean expected) {
        assertThat(isSender(criterion, sender)).isEqualTo(expected);
        var party = Trial.under().from(sender).sender().asReversePath();
        assertThat(CriterionTest.of(RuleBuilder.criterion(criterion)).holds(party))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} names nobody: {1}")
    @CsvSource({
        "<>, true",
        "*, true",
        "**, true",
        "*@*, false",
        "?*, false",
        "re:.*, false",
        "a@b.example, false",
        "192.0.2.0/24, true"
    })
    void theNullReversePath(String criterion, boolean expected) {
        assertThat(isSender(criterion, "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8:1::9, true",
        "2001:db8::/32, 2001:db8:1:0:8000::9, true",
        "2001:db8::/65, 2001:db8::7000:0:0:1, true",
        "2001:db8::/33, 2001:db8:8000::9, false",
        "2001:db8::7/128, 2001:db8::7, true",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "0.0.0.0/0, 2001:db8::7, false",
        "10.128.0.0/9, 10.127.0.1, false",
        "10.128.0.0/9, 10.255.0.1, true"
    })
    void aNetworkNamesTheClient(String network, String client, boolean expected) {
        Trial trial = Trial.under(rule("one").from(network)).client(client);
        assertThat(matched(trial).equals("one")).isEqualTo(expected);
    }

    @Test
    void fromStandsForTheReversePathWhereTheRuleSaysSoAndNeverBoth() {
        var byFrom = rule("one").fromHeader("a@from.example", "b@path.example");
        assertThat(matched(Trial.under(byFrom).from("b@path.example").headerFrom("x@y.example")))
                .isEqualTo(Rule.DEFAULT_ID);
        assertThat(matched(Trial.under(byFrom).from("x@y.example").headerFrom("a@from.example")))
                .isEqualTo("one");
        var byPath = rule("one").from("a@from.example");
        assertThat(matched(Trial.under(byPath).from("x@y.example").headerFrom("a@from.example")))
                .isEqualTo(Rule.DEFAULT_ID);
    }

    @Test
    void oneOfSeveralFromsIsEnough() {
        var byFrom = rule("one").fromHeader("b@from.example");
        assertThat(matched(Trial.under(byFrom).headerFrom("a@from.example", "b@from.example")))
                .isEqualTo("one");
    }

    @Test
    void theFirstRuleThatMatchesTheSenderAndTheRecipientHolds() {
        Trial trial =
                Trial.under(
                                rule("off").disabled(),
                                rule("to-b").to("b@ours.example"),
                                rule("sender").from("*@outside.example").to("*@ours.example"),
                                rule("later").to("a@ours.example"))
                        .to("a@ours.example", "b@ours.example", "c@other.example");
        assertThat(trial.plan().groups())
                .extracting(group -> group.rule().id() + group.recipients())
                .containsExactly("sender[0]", "to-b[1]", "default[2]");
    }

    @Test
    void aRuleWithoutSendersOrRecipientsIsAFlaw() {
        var policy =
                Trial.policy(
                        java.util.List.of(
                                rule("none").from().build(), RuleBuilder.defaultRule().build()),
                        dev.mailwarden.policy.Lists.EMPTY);
        assertThat(PolicySnapshot.compile(policy, 1)).isInstanceOf(Compilation.Flawed.class);
    }

    @Test
    void hostileExpressionsTakeLinearTime() {
        var expression = CriterionTest.of(RuleBuilder.criterion("re:^(([a-z])+)+\\d@(x+x+)+y$"));
        var mailbox = Mailbox.parse("a".repeat(128) + "@" + "x".repeat(60) + ".x").orElseThrow();
        for (int i = 0; i < 100; i++) {
            assertThat(expression.holds(Party.recipient(mailbox))).isFalse();
        }
    }

    @Test
    void hostileMasksTakeLinearTime() {
        var mask = Mask.of("*a".repeat(60) + "*@" + "b.example");
        var mailbox = Mailbox.parse("a".repeat(59) + "x".repeat(60) + "@b.example").orElseThrow();
        for (int i = 0; i < 10_000; i++) {
            assertThat(mask.matches(Spelling.of(mailbox))).isFalse();
        }
    }
}
