package dev.mailwarden.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.dsn.NoReport.Reason;
import dev.mailwarden.mail.dsn.ReadReport.Source;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

    private static final String STATUS =
            """
            Original-Envelope-Id: env 1
            Reporting-MTA: dns; mx.example
            Arrival-Date: Thu, 7 Jul 1994 17:15:49 -0400 (EDT)

            Original-Recipient: rfc822;user+tag@example.org
            Final-Recipient: rfc822; <user@inner.example>
            Action: Delayed (still trying)
            Status: 4.4.1 (no
             answer)
            Remote-MTA: dns; mx.inner.example
            Diagnostic-Code: smtp; 426 connection
            	timed out
            Will-Retry-Until: 9 Jul 94 17:15 EDT
            """;

    @Test
    void readsEveryFieldThatItPromises() {
        ReadReport report = report(withPart("message/delivery-status", STATUS));
        assertThat(report)
                .isEqualTo(
                        new ReadReport(
                                Source.STATUS_PART,
                                Optional.of("mx.example"),
                                Optional.of(Instant.parse("1994-07-07T21:15:49Z")),
                                Optional.of("env 1"),
                                List.of(
                                        new ReadRecipient(
                                                address("rfc822", "user@inner.example"),
                                                address("rfc822", "user+tag@example.org"),
                                                Optional.of(ReadAction.DELAYED),
                                                status(4, 4, 1),
                                                Optional.of("426 connection timed out"),
                                                Optional.of("mx.inner.example"),
                                                Optional.of(
                                                        Instant.parse("1994-07-09T21:15:00Z"))))));
    }

    /** RFC 3464 §2.1 forbids these encodings, but they are met. */
    @Test
    void undoesTransferEncodings() {
        String base64 = Base64.getMimeEncoder().encodeToString(octets(STATUS));
        ReadReport plain = report(withPart("message/delivery-status", STATUS));
        assertThat(
                        report(
                                withPart(
                                        "message/delivery-status\nContent-Transfer-Encoding: base64",
                                        base64)))
                .isEqualTo(plain);
        assertThat(
                        report(
                                withPart(
                                        "message/delivery-status\n"
                                                + "Content-Transfer-Encoding: quoted-printable",
                                        STATUS.replace("user@", "us=65r=\n@"))))
                .isEqualTo(plain);
    }

    @Test
    void findsTheStatusWithinOtherMultiparts() {
        String inner = withPart("message/delivery-status", STATUS);
        String outer =
                "Content-Type: multipart/mixed; boundary=out\n\n--out\n\nHello.\n--out\n"
                        + inner
                        + "\n--out\n\nFooter of a list.\n--out--\n";
        assertThat(report(outer)).isEqualTo(report(inner));
    }

    @ParameterizedTest
    @CsvSource({
        "message/delivery-status, utf-8; \\x{4F60}\\x{597D}@example.org",
        "message/global-delivery-status, utf-8;\u4f60\u597d@example.org"
    })
    void readsInternationalAddresses(String type, String address) {
        String status = "Final-Recipient: " + address + "\nAction: failed\nStatus: 5.1.1\n";
        assertThat(report(withPart(type, status)).recipients().getFirst().finalRecipient())
                .isEqualTo(address("utf-8", "\u4f60\u597d@example.org"));
    }

    @ParameterizedTest(name = "{0} means {1} and {2}")
    @CsvSource({
        "Action: failed;Status: 5.1.1 (why), FAILED, 5.1.1",
        "Action: Failed;Status: 5.0.0;Diagnostic-Code: smtp; 550 5.1.1 no, FAILED, 5.0.0",
        "Status: 5.2.2, FAILED, 5.2.2",
        "Action: what;Status: 4.2.2, DELAYED, 4.2.2",
        "Action: expanded;Status: 2.0.0, EXPANDED, 2.0.0",
        "Action: relayed;Status: 2.1.9, RELAYED, 2.1.9",
        "Status: 2.1.5, DELIVERED, 2.1.5",
        "Action: failed;Diagnostic-Code: smtp; 550 5.1.1 no, FAILED, 5.1.1",
        "Action: failed;Status: none;Diagnostic-Code: smtp; 550 no, FAILED, 5.0.0",
        "Action: failed;Status: 9.1.1;Diagnostic-Code: X-Unix; 67, FAILED, unknown",
        "Diagnostic-Code: smtp; 451-4.7.1 later, DELAYED, 4.7.1",
        "Action: failed, FAILED, unknown"
    })
    void derivesOnlyWhatFollows(String fields, String action, String status) {
        String lines = fields.replace(";Status", "\nStatus").replace(";Diag", "\nDiag");
        ReadRecipient recipient =
                report(withPart("message/delivery-status", "Final-Recipient: a@b\n" + lines + "\n"))
                        .recipients()
                        .getFirst();
        assertThat(recipient.action()).map(ReadAction::name).contains(action);
        assertThat(recipient.status().map(EnhancedStatusCode::toString).orElse("unknown"))
                .isEqualTo(status);
    }

    @Test
    void anActionIsNotGuessedWithoutStatus() {
        assertThat(
                        report(withPart("message/delivery-status", "Final-Recipient: rfc822;a@b\n"))
                                .recipients())
                .containsExactly(
                        new ReadRecipient(
                                address("rfc822", "a@b"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void groupsAreFoundWhereEmptyLinesAreMissingOrTooMany() {
        String status =
                """
                Reporting-MTA: dns; mx
                Final-Recipient: rfc822; a@b
                Action: failed
                Status: 5.1.1
                Final-Recipient: rfc822; c@d

                Action: delayed

                Status: 4.2.2

                Original-Recipient: rfc822; e@f
                Status: 5.7.1
                """;
        assertThat(report(withPart("message/delivery-status", status)).recipients())
                .extracting(r -> r.address().orElseThrow().address() + " " + r.status())
                .containsExactly(
                        "a@b Optional[5.1.1]", "c@d Optional[4.2.2]", "e@f Optional[5.7.1]");
    }

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "said: 550 5.1.1 <a@b>... no, 5.1.1",
        "550-5.7.26 This mail, 5.7.26",
        "<<< 550 <a@b>: User unknown, 5.0.0",
        "host mx[192.0.2.5]: 452 full, 4.0.0",
        "550 host 5.4.3.2 said no 5.5.5, 5.0.0",
        "sorry (#5.1.1), 5.1.1",
        "421 4.7.0 [TSS04] deferred - 4.16.55.1; see 5.1.1, 4.7.0",
        "5.1.1 no such user, 5.1.1",
        "ERROR_CODE :550 ERROR_CODE :5.2.1 <a@b>, 5.2.1",
        "connect to 4.4.4.4:25 timed out after 500 seconds, unknown",
        "Exim 4.92.3 at port 587, unknown",
        "stored 550 messages of 552.2 KB, unknown",
        "a5.1.1 x550 5501 550a, unknown"
    })
    void findsTheStatusInWords(String words, String status) {
        assertThat(SaidStatus.in(words).map(EnhancedStatusCode::toString).orElse("unknown"))
                .isEqualTo(status);
    }

    @Test
    void theReportOfAReportIsNotTakenForTheReport() {
        String inner = withPart("message/delivery-status", STATUS);
        String outer =
                """
                From: MAILER-DAEMON@mx.example
                Content-Type: multipart/report; boundary=out

                --out

                Unable to deliver message to <outer@example.net>.
                --out
                Content-Type: message/rfc822

                %s
                --out--
                """
                        .formatted(inner);
        assertThat(report(outer).recipients())
                .extracting(r -> r.address().orElseThrow().address())
                .containsExactly("outer@example.net");
    }

    @Test
    void aReportThatAPersonPassesOnIsNone() {
        String inner = withPart("message/delivery-status", STATUS);
        String outer =
                """
                From: %s
                Content-Type: multipart/mixed; boundary=out

                --out
                Content-Type: message/rfc822

                %s
                --out--
                """;
        assertThat(read(outer.formatted("user@example.org", inner)))
                .isEqualTo(new NoReport(Reason.NOTHING_SAID));
        assertThat(read(outer.formatted("MAILER-DAEMON@mx.example", inner)))
                .isEqualTo(report(inner));
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b, FEEDBACK",
        "Content-Type: multipart/report; report-type=disposition-notification, DISPOSITION",
        "Auto-Submitted: auto-replied, AUTOMATIC_REPLY",
        "Subject: Re: lunch, AUTOMATIC_REPLY",
        "Subject: lunch, NOTHING_SAID"
    })
    void otherMailIsNoReport(String field, Reason reason) {
        assertThat(read(field + "\n\nI am away until Monday.\n")).isEqualTo(new NoReport(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Final-Recipient: rfc822;u%d@example.org\nStatus: 5.1.1\n\n",
                "<u%d@example.org>:\n550 5.1.1 no\n",
                "Unknown user: u%d@example.org\n",
                "Unknown user: u%d@example.org, <\"\"\"<<<***>\n",
                "550 <u%d@example.org>... User unknown\n",
                "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
                "--b\nContent-Type: text/html; a=b; c;;;;;;;;=\n\n<<<<<<<\n",
                "                    5.5   5..5.5.5.5.5555.5 4   (%d\n",
                ";;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;",
                "\\x{\\x{\\x{\\x{\\x{5E9",
                " folded %d\n"
            })
    void aFloodIsReadInTimeAndCutOff(String drop) {
        for (String start :
                List.of(
                        "From: MAILER-DAEMON\n\nHi. This is the program at x.\n",
                        "Content-Type: multipart/report; boundary=b\n\n--b\n"
                                + "Content-Type: message/delivery-status\n\nFinal-Recipient: ",
                        "Content-Type: ",
                        "X: y\n\n--- Transcript of session follows ---\n")) {
            var flood = new StringBuilder(start);
            for (int n = 0; flood.length() < 2 * ReportReader.MAX_OCTETS; n++) {
                flood.append(drop.replace("%d", Integer.toString(n)));
            }
            byte[] message = octets(flood.toString());
            long from = System.nanoTime();
            ReportReading reading = ReportReader.read(message);
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            assertThat(took).as(start).isLessThan(Duration.ofSeconds(5)); // a tenth is usual
            if (reading instanceof ReadReport report) {
                assertThat(report.recipients()).hasSizeLessThanOrEqualTo(1_000);
            }
        }
    }

    /** {@return a report that has one part beside its text} */
    private static String withPart(String type, String content) {
        return """
        From: MAILER-DAEMON@mx.example
        Content-Type: multipart/report; report-type=delivery-status; boundary="b b"

        --b b

        Something happened.

        --b b
        Content-Type: %s

        %s
        --b b--
        """
                .formatted(type, content);
    }

    private static Optional<RecipientAddress> address(String type, String address) {
        return Optional.of(new RecipientAddress(type, address));
    }

    private static Optional<EnhancedStatusCode> status(int type, int subject, int detail) {
        return Optional.of(new EnhancedStatusCode(type, subject, detail));
    }

    private static ReadReport report(String message) {
        ReportReading reading = read(message);
        assertThat(reading).isInstanceOf(ReadReport.class);
        return (ReadReport) reading;
    }

    private static ReportReading read(String message) {
        ReportReading reading = ReportReader.read(octets(message));
        assertThat(ReportReader.read(octets(message.replace("\n", "\r\n")))).isEqualTo(reading);
        return reading;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
