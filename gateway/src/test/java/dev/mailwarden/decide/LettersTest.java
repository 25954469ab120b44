package dev.mailwarden.decide;

import static dev.mailwarden.decide.RuleBuilder.defaultRule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Letter;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NOTE-1 and ACT-7: who is told of what. */
class LettersTest {

    private static Notice notice(Notice.Kind kind) {
        return new Notice(
                kind,
                DefaultPolicy.TO_SENDER,
                DefaultPolicy.TO_RECIPIENTS,
                DefaultPolicy.TO_OTHERS,
                Set.of(Mailbox.parse("list@ours.example").orElseThrow()),
                true);
    }

    private static Trial infected(Action action) {
        return Trial.under(
                        defaultRule()
                                .on(
                                        ModuleName.ANTIVIRUS,
                                        Status.INFECTED,
                                        new Reaction(action, true, ""))
                                .notices(notice(Notice.Kind.INFECTED)))
                .saying(Said.of(ModuleName.ANTIVIRUS, Status.INFECTED, Said.in("1.2")));
    }

    private static List<Set<Mailbox>> told(Trial trial) {
        return trial.judgement().letters().stream().map(Letter::to).toList();
    }

    private static Set<Mailbox> set(String... addresses) {
        return Set.of(addresses).stream()
                .map(it -> Mailbox.parse(it).orElseThrow())
                .collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void aSenderWhoMayBeForgedIsNotTold() {
        assertThat(told(infected(Action.QUARANTINE)))
                .containsExactly(set("user@ours.example"), set("list@ours.example"));
    }

    @Test
    void aVerifiedSenderIsTold() {
        assertThat(told(infected(Action.QUARANTINE).inside()).getFirst())
                .isEqualTo(set("sender@outside.example"));
        assertThat(told(infected(Action.QUARANTINE).vouchedFor("outside.example")).getFirst())
                .isEqualTo(set("sender@outside.example"));
        assertThat(told(infected(Action.QUARANTINE).vouchedFor("other.example"))).hasSize(2);
    }

    @Test
    void nobodyIsToldAtTheNullReversePath() {
        assertThat(told(infected(Action.QUARANTINE).from("").inside())).hasSize(2);
    }

    @Test
    void theGeneralListIsToldBesideThatOfTheRule() {
        assertThat(told(infected(Action.REJECT).alsoTelling("admin@ours.example")).getLast())
                .isEqualTo(set("list@ours.example", "admin@ours.example"));
    }

    @Test
    void onlyOthersGetTheOriginal() {
        assertThat(infected(Action.SKIP).inside().judgement().letters())
                .extracting(Letter::attachOriginal)
                .containsExactly(false, false, true);
    }

    @Test
    void aLetterIsFilledIn() {
        Letter letter =
                infected(Action.REJECT).to("user@ours.example").judgement().letters().getLast();
        assertThat(letter.subject())
                .isEqualTo("Rejected, backed up: message from <sender@outside.example>");
        assertThat(letter.html()).isEmpty();
        assertThat(letter.text())
                .isEqualTo(
                        """
                        Node: node1 (10.0.0.1)
                        Date: 2026-03-01 12:00:00 UTC
                        Reference: 00000000-0000-7000-0000-000000000001
                        Message-ID: <1@outside.example>
                        Subject: Some <b>subject</b>
                        Sender: <sender@outside.example> by 192.0.2.1
                        Recipients: user@ours.example of user@ours.example
                        Rule: Rule default
                        Action: Rejected, backed up
                        - invoice.exe: Eicar-Test
                        """
                                .replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "INFECTED, ANTIVIRUS, INFECTED",
        "INFECTED, ANTIVIRUS, DISINFECTED",
        "INFECTED, ANTIVIRUS, INTRUSION_THREAT",
        "ENCRYPTED, ANTIVIRUS, ENCRYPTED",
        "SCAN_ERROR, ANTISPAM, ERROR",
        "SCAN_ERROR, LINKS, BASES_ERROR",
        "CONTENT, CONTENT, MATCHED",
        "PHISHING, ANTIPHISHING, PHISHING",
        "LINKS, LINKS, DETECTED",
        "SANDBOX, SANDBOX, DETECTED",
        "AUTHENTICATION, AUTHENTICATION, VIOLATION_FOUND",
        "IMPERSONATION, IMPERSONATION, DETECTED",
        ", ANTISPAM, SPAM",
        ", SANDBOX, SKIPPED",
        ", LINKS, NOT_SCANNED"
    })
    void anEventIsToldAsWhatItIs(Notice.Kind kind, ModuleName module, Status status) {
        for (Notice.Kind other : Notice.Kind.values()) {
            assertThat(
                            Trial.under(defaultRule().asks(module).notices(notice(other)))
                                    .saying(Said.of(module, status))
                                    .judgement()
                                    .letters())
                    .as(other.name())
                    .hasSize(other == kind ? 2 : 0);
        }
    }

    @Test
    void macrosAreToldBesideWhateverElseWasFound() {
        assertThat(
                        Trial.under(
                                        defaultRule()
                                                .asks(ModuleName.ANTIVIRUS)
                                                .notices(notice(Notice.Kind.MACROS)))
                                .saying(Said.macros(Status.NOT_DETECTED, Said.in("1.2")))
                                .judgement()
                                .letters())
                .hasSize(2);
    }

    @Test
    void nothingIsToldOfUnscannedMail() {
        assertThat(
                        Trial.under(
                                        RuleBuilder.rule("one")
                                                .mode(Rule.Mode.REJECT)
                                                .notices(notice(Notice.Kind.SCAN_ERROR)))
                                .judgement()
                                .letters())
                .isEmpty();
    }
}
