package dev.mailwarden.operate;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.JudgedBuilder;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import org.junit.jupiter.api.Test;

/** What a person reads of a judgement. */
class TraceRowsTest {

    private static JudgedBuilder some() {
        return judged(new JourneyId(0x7000L, 1), "bob@ours.example").under("Staff");
    }

    @Test
    void aJudgementSaysTheRuleWhatWasFoundAndWhatBecameOfIt() {
        TraceRow row =
                TraceRows.of(
                        some().saying(
                                        ModuleName.ANTIVIRUS,
                                        Status.INFECTED,
                                        Finding.ofMessage("virus", "EICAR", "engine"),
                                        Finding.ofMessage("virus", "another", "engine"))
                                .saying(ModuleName.ANTISPAM, Reason.TIMEOUT)
                                .to(Action.REJECT, ModuleName.ANTIVIRUS, Judgement.Fate.QUARANTINED)
                                .event());
        assertThat(row.event()).isEqualTo("judged");
        assertThat(row.recipients()).containsExactly("bob@ours.example");
        assertThat(row.text())
                .isEqualTo(
                        "by rule Staff: antivirus Infected (EICAR), antispam Error (timeout),"
                                + " Reject, quarantined");
    }

    @Test
    void whereNobodyWasAskedTheRuleDecided() {
        assertThat(TraceRows.of(some().event()).text()).isEqualTo("by rule Staff: Skip, delivered");
    }
}
