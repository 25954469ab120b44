package dev.mailwarden.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.operate.CheckRow;
import dev.mailwarden.operate.ExplainRow;
import dev.mailwarden.operate.WhyRow;
import dev.mailwarden.operate.WhyRow.DemandRow;
import dev.mailwarden.operate.WhyRow.EntryRow;
import dev.mailwarden.operate.WhyRow.FindingRow;
import dev.mailwarden.operate.WhyRow.FlipRow;
import dev.mailwarden.operate.WhyRow.ModuleRow;
import dev.mailwarden.operate.WhyRow.PassedRow;
import dev.mailwarden.operate.WhyRow.RuleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person reads who asks why. */
class WhyTextTest {

    private static final ModuleRow CONTENT =
            new ModuleRow(
                    "content",
                    "BannedFileFormat",
                    "",
                    false,
                    34,
                    List.of(
                            new DemandRow(
                                    "BannedFileFormat",
                                    "By content",
                                    "DeleteAttachment",
                                    "",
                                    true,
                                    "",
                                    true)),
                    List.of(
                            new FindingRow(
                                    "attachment-type",
                                    "type pe, an executable",
                                    "2",
                                    "tool.exe",
                                    0,
                                    "By content")),
                    0);

    private static WhyRow why() {
        return new WhyRow(
                12,
                true,
                new RuleRow(
                        2,
                        "take-off-executables",
                        "Take off executables",
                        "scan",
                        "*",
                        "*@example.org"),
                List.of(new PassedRow(1, "our-own-servers", "Our own servers", "sender")),
                0,
                List.of(
                        new EntryRow(
                                "allow",
                                1,
                                "*@partner.example",
                                Optional.of("partner.example"),
                                "Invoices",
                                Optional.empty(),
                                "not-vouched-for")),
                List.of(
                        new ModuleRow(
                                "antivirus", "NotDetected", "", false, 21, List.of(), List.of(), 0),
                        new ModuleRow(
                                "links",
                                "NotScanned",
                                "disabled by settings",
                                false,
                                0,
                                List.of(),
                                List.of(),
                                0),
                        new ModuleRow(
                                "antispam",
                                "NotScanned",
                                "disabled by settings",
                                false,
                                0,
                                List.of(),
                                List.of(),
                                0),
                        CONTENT),
                "DeleteAttachment",
                Optional.of("content"),
                "delivered",
                "",
                List.of(
                        new FlipRow(
                                "if Content had found nothing",
                                "take-off-executables",
                                "Skip",
                                "delivered",
                                List.of()),
                        new FlipRow(
                                "without the rule Take off executables",
                                "default",
                                "Skip",
                                "delivered",
                                List.of())),
                List.of());
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/guide/rules.md"));
    }

    @Test
    void theGuideShowsWhatIsShown() throws IOException {
        var row =
                new ExplainRow(
                        "019a0000-0000-7000-8000-000000000000",
                        Instant.parse("2026-03-01T12:00:00.123Z"),
                        "ann@partner.example",
                        "192.0.2.7",
                        "monthly figures",
                        List.of("user@example.org"),
                        0,
                        Optional.empty(),
                        Optional.of(why()));
        assertThat(guide()).contains(String.join("\n", ExplainCommand.lines(row, true)));
    }

    @Test
    void aCheckSaysWhatWouldBeDone() {
        var row =
                new CheckRow(
                        List.of("user@example.org"),
                        0,
                        "250 2.0.0 accepted",
                        List.of("put a text in place of part 2: tool.exe was removed"),
                        List.of("to watch@example.org: Found"),
                        List.of("the original to backup", "a blind copy to x@example.org"),
                        true,
                        why());
        assertThat(CheckCommand.lines(row))
                .endsWith(
                        "  reply           250 2.0.0 accepted",
                        "  changes         put a text in place of part 2: tool.exe was removed",
                        "                  a DKIM signature of the message does not hold any more"
                                + " then",
                        "  copies          the original to backup",
                        "                  a blind copy to x@example.org",
                        "  notifications   to watch@example.org: Found",
                        "");
    }

    @Test
    void whatWasOnlyRecordedSaysSo() {
        var text = new WhyText();
        text.why(
                new WhyRow(
                        3,
                        false,
                        new RuleRow(0, "old", "Old", "", "", ""),
                        List.of(),
                        0,
                        List.of(),
                        List.of(CONTENT),
                        "Reject",
                        Optional.empty(),
                        "put-off",
                        "put-off-for-others",
                        List.of(
                                new FlipRow(
                                        "without \u202ex",
                                        "r",
                                        "Skip",
                                        "delivered",
                                        List.of("antivirus"))),
                        List.of("the policy of revision 3 is gone")));
        assertThat(text.lines())
                .startsWith(
                        "  note            the policy of revision 3 is gone",
                        "  rule            Old",
                        "  content         BannedFileFormat, 34 ms")
                .endsWith(
                        "  outcome         Reject, put-off: one reply is for all, and for others it"
                                + " cannot be taken yet",
                        "  otherwise       without \\u202ex: Skip, delivered by rule r; what"
                                + " antivirus would say is not known");
    }
}
