package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the product does before anybody has said anything, and once modules are switched on. */
class DefaultPolicyTest {

    @Test
    void whatIsCleanGoesOnWithNothingThatBreaksASignature() {
        Plan plan = Plan.of(Trial.compiled(DefaultPolicy.policy()), Trial.under().facts());
        Verdict clean =
                Verdict.of(
                        plan.groups().getFirst().asked().stream()
                                .map(module ->
                                        ModuleResult.of(
                                                module, module.clean(), List.of(), Duration.ZERO))
                                .toList());
        assertThat(clean.results()).isNotEmpty();
        Judgement judgement =
                Trial.decider()
                        .decide(plan, List.of(clean), Decider.Answers.ONE)
                        .judgements()
                        .getFirst();
        assertThat(judgement.fate()).isEqualTo(Fate.DELIVERED);
        assertThat(judgement.edits()).noneMatch(edit -> edit.mayBreakSignatures());
    }

    @ParameterizedTest
    @CsvSource({
        "ANTIVIRUS, INFECTED, DELETE_ATTACHMENT, true, [Infected]",
        "ANTIVIRUS, DISINFECTED, TEMPFAIL, false, ", // nothing can disinfect yet
        "ANTIVIRUS, ENCRYPTED, SKIP, false, [Encrypted]",
        "ANTIVIRUS, INTRUSION_THREAT, REJECT, false, ",
        "ANTIVIRUS, ERROR, TEMPFAIL, false, ",
        "ANTIVIRUS, BASES_ERROR, TEMPFAIL, false, ",
        "LINKS, DETECTED, REJECT, false, ",
        "LINKS, ERROR, SKIP, false, ",
        "ANTISPAM, SPAM, SKIP, false, [Spam]",
        "ANTISPAM, PROBABLE_SPAM, SKIP, false, [Probable spam]",
        "ANTISPAM, MASS_MAIL, SKIP, false, [Bulk]",
        "ANTISPAM, FORMAL, SKIP, false, ",
        "ANTISPAM, ERROR, SKIP, false, ",
        "ANTIPHISHING, PHISHING, REJECT, false, ",
        "IMPERSONATION, DETECTED, SKIP, false, [Impersonation]",
        "AUTHENTICATION, VIOLATION_FOUND, SKIP, false, "
    })
    void whatIsSwitchedOnActsAsTheTableSays(
            ModuleName module, Status status, Action action, boolean backup, String tag) {
        Judgement judgement =
                Trial.under(RuleBuilder.defaultRule())
                        .with(policy ->
                                new dev.mailwarden.policy.Policy(
                                        Trial.protection(Protection.Mode.FULL, Set.of()),
                                        List.of(DefaultPolicy.rule()),
                                        policy.lists(),
                                        policy.dictionaries(),
                                        policy.templates(),
                                        policy.marking(),
                                        policy.generalRecipients()))
                        .saying(Said.of(module, status, Said.in("1.2")))
                        .judgement();
        assertThat(judgement.action()).isEqualTo(action);
        assertThat(judgement.backup()).isEqualTo(backup);
        assertThat(judgement.edits().toString().contains("TagSubject")).isEqualTo(tag != null);
        if (tag != null) {
            assertThat(judgement.edits().toString()).contains("TagSubject[tag=" + tag + "]");
        }
    }

    @Test
    void contentAndSandboxAreOff() {
        assertThat(DefaultPolicy.scan().reactions())
                .doesNotContainKeys(ModuleName.CONTENT, ModuleName.SANDBOX)
                .hasSize(ModuleName.values().length - 2);
        assertThat(DefaultReactions.reactions(ModuleName.SANDBOX).get(Status.DETECTED).backup())
                .isTrue();
    }
}
