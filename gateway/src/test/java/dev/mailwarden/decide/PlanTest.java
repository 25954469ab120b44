package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked about a message, and who is not and why. */
class PlanTest {

    @ParameterizedTest
    @CsvSource({
        "FULL, SCAN, true, true, ",
        "FULL, SCAN, false, true, DISABLED",
        "FULL, SCAN, true, false, DISABLED",
        "RESTRICTED, SCAN, true, true, ",
        "RESTRICTED, SCAN, false, true, POLICY",
        "RESTRICTED, SCAN, true, false, DISABLED",
        "OFF, SCAN, true, true, POLICY",
        "FULL, SKIP, true, true, POLICY",
        "FULL, REJECT, true, true, POLICY",
        "FULL, DELETE, true, true, POLICY"
    })
    void aModuleLooksIfEverySwitchIsOn(
            Protection.Mode protection, Rule.Mode mode, boolean on, boolean asked, Reason why) {
        var rule = RuleBuilder.rule("one").mode(mode);
        Group group =
                Trial.under(asked ? rule.asks(ModuleName.ANTIVIRUS) : rule)
                        .protectedBy(
                                Trial.protection(
                                        protection,
                                        on ? Set.of() : EnumSet.of(ModuleName.ANTIVIRUS)))
                        .plan()
                        .groups()
                        .getFirst();
        assertThat(group.notAsked().get(ModuleName.ANTIVIRUS)).isEqualTo(why);
        assertThat(group.asked().contains(ModuleName.ANTIVIRUS)).isEqualTo(why == null);
    }

    @Test
    void recipientsOfOneRuleAreOneGroup() {
        assertThat(Trial.under().to("a@ours.example", "b@far.example").plan().groups())
                .extracting(Group::recipients)
                .containsExactly(List.of(0, 1));
    }

    @ParameterizedTest
    @EnumSource(ModuleName.class)
    void silenceOfAModuleIsAnErrorAndNeverClean(ModuleName module) {
        Trial trial =
                Trial.under(RuleBuilder.defaultRule().on(module, Status.ERROR, Action.QUARANTINE));
        var decision =
                Trial.decider().decide(trial.plan(), List.of(Verdict.NONE), Decider.Answers.ONE);
        var judgement = decision.judgements().getFirst();
        assertThat(judgement.verdict().of(module).orElseThrow().text())
                .isEqualTo("Error (internal)");
        assertThat(judgement.fate()).isEqualTo(Fate.QUARANTINED);
    }
}
