package dev.mailwarden.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.Scale;
import dev.mailwarden.mail.dsn.ReadReport.Source;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we write is what is read, and keeps to the RFCs. */
class RoundTripTest {

    private static final long SEED = 3464;
    private static final int REPORTS = Scale.of(2_000, 200_000);

    @Test
    void everyReportOfOursIsReadBack() {
        var generated = new GeneratedReport(new Random(SEED));
        for (int i = 0; i < REPORTS; i++) {
            DeliveryReport report = generated.next();
            byte[] octets = report.octets();
            assertThat(ReportReader.read(octets))
                    .as(new String(octets, StandardCharsets.UTF_8))
                    .isEqualTo(expected(report));
        }
    }

    @Test
    void everyReportOfOursKeepsToTheRfcs() {
        var generated = new GeneratedReport(new Random(SEED));
        for (int i = 0; i < REPORTS; i++) {
            byte[] octets = generated.next().octets();
            assertThat(StrictReportCheck.faults(octets))
                    .as(new String(octets, StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }

    /** The check is worth something: it sees what is broken in an otherwise good report. */
    @ParameterizedTest(name = "\"{0}\" for \"{1}\" breaks {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Reporting-MTA: dns; | Reporting-MTA: | §2.1.2",
                "Reporting-MTA: | X-Other: | §2.2.2",
                "Final-Recipient: | X-Other: | §2.3",
                "Final-Recipient: | Original-Recipient: | §2.3",
                "Action: | Reporting-MTA: | §2.1: not here",
                "Action: | X-Action: | §2.3: no action",
                "\\nAction: | \\n\\nAction: | §2.3: no action",
                "Action: | Action | §2.1",
                "Status: | Status: 5 | §2.3.4",
                "Arrival-Date: | Arrival-Date: on | RFC 5322 §3.3",
                "report-type=delivery-status | report-type=other | RFC 3464 §2",
                "multipart/report | multipart/mixed | RFC 6522 §3",
                "MIME-Version: | X-Version: | RFC 2045 §4",
                "message/delivery-status | message/delivery-stat | RFC 3464 §2.1",
                "Final-Recipient: | Final-Recipient: <\u00fc>; | §2.3.1",
                "7bit | base64 | RFC 3464 §2.1",
            })
    void theCheckSeesWhatIsBroken(String good, String bad, String section) {
        var generated = new GeneratedReport(new Random(SEED));
        DeliveryReport ascii = generated.next();
        while (!ascii.recipients().stream().allMatch(ReportedRecipient::isAscii)
                || ascii.returned().isEightBit()) {
            ascii = generated.next();
        }
        String report = new String(ascii.octets(), StandardCharsets.UTF_8);
        String broken = report.replace(lines(good), lines(bad));
        assertThat(broken).isNotEqualTo(report);
        assertThat(StrictReportCheck.faults(broken.getBytes(StandardCharsets.UTF_8)))
                .anyMatch(fault -> fault.startsWith(section));
    }

    private static String lines(String text) {
        return text.replace("\\n", "\r\n");
    }

    private static ReadReport expected(DeliveryReport report) {
        return new ReadReport(
                Source.STATUS_PART,
                Optional.of(report.host().toString()),
                Optional.of(report.arrived()),
                report.envid(),
                report.recipients().stream().map(RoundTripTest::expected).toList());
    }

    private static ReadRecipient expected(ReportedRecipient recipient) {
        String type = recipient.mailbox().isAscii() ? "rfc822" : "utf-8";
        return new ReadRecipient(
                Optional.of(new RecipientAddress(type, recipient.mailbox().toString())),
                recipient
                        .original()
                        .map(o ->
                                new RecipientAddress(
                                        o.type().toLowerCase(Locale.ROOT), o.address())),
                Optional.of(ReadAction.valueOf(recipient.action().name())),
                Optional.of(recipient.status()),
                Optional.of(recipient.reply()).filter(reply -> !reply.isEmpty()),
                recipient.remote().map(Object::toString),
                recipient.retryUntil());
    }
}
