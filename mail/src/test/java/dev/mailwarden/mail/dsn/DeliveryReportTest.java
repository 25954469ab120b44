package dev.mailwarden.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.OriginalRecipient;
import dev.mailwarden.mail.smtp.Ret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportTest {

    private static final Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant AT = Instant.parse("2026-03-02T12:00:00Z");
    private static final Mailbox SENDER = mailbox("sender@away.example");
    private static final String MESSAGE =
            """
            From: sender@away.example
            Subject: lunch

            Are you hungry?
            """
                    .replace("\n", "\r\n");

    @Test
    void reportsAFailureWithTheWholeMessage() {
        var failed =
                new ReportedRecipient(
                        OriginalRecipient.parse("rfc822;user+2Btag@ours.example"),
                        mailbox("user@inner.example"),
                        Action.FAILED,
                        new EnhancedStatusCode(5, 1, 1),
                        Domain.parse("mx.inner.example"),
                        "550 5.1.1 No such user",
                        "",
                        Optional.of(AT),
                        Optional.empty());
        assertThat(text(report(SENDER, Ret.FULL, MESSAGE, failed)))
                .isEqualTo(
                        """
                        Date: Mon, 2 Mar 2026 12:00:00 +0000
                        From: Mail Delivery System <MAILER-DAEMON@mx.example>
                        To: <sender@away.example>
                        Subject: Undelivered mail returned to sender
                        Message-ID: <abc.1@mx.example>
                        Auto-Submitted: auto-replied
                        MIME-Version: 1.0
                        Content-Type: multipart/report; report-type=delivery-status;
                         boundary="=_abc.1_0"
                        Content-Transfer-Encoding: 7bit


                        --=_abc.1_0
                        Content-Type: text/plain; charset=utf-8
                        Content-Description: Notification
                        Content-Transfer-Encoding: 7bit

                        This is the mail system at host mx.example.

                        Your message of Sun, 1 Mar 2026 12:00:00 +0000 could not be delivered to one
                        or more recipients. It will not be tried again for those marked as failed.

                        <user@inner.example>: failed (5.1.1)
                        Host mx.inner.example said: 550 5.1.1 No such user

                        --=_abc.1_0
                        Content-Type: message/delivery-status
                        Content-Description: Delivery report
                        Content-Transfer-Encoding: 7bit

                        Original-Envelope-Id: env id
                        Reporting-MTA: dns; mx.example
                        Arrival-Date: Sun, 1 Mar 2026 12:00:00 +0000

                        Original-Recipient: rfc822;user+tag@ours.example
                        Final-Recipient: rfc822;user@inner.example
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.inner.example
                        Diagnostic-Code: smtp; 550 5.1.1 No such user
                        Last-Attempt-Date: Mon, 2 Mar 2026 12:00:00 +0000

                        --=_abc.1_0
                        Content-Type: message/rfc822
                        Content-Description: Undelivered message
                        Content-Transfer-Encoding: 7bit

                        From: sender@away.example
                        Subject: lunch

                        Are you hungry?

                        --=_abc.1_0--
                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void reportsADelayWithTheHeaderOnly() {
        var delayed =
                new ReportedRecipient(
                        Optional.empty(),
                        mailbox("user@inner.example"),
                        Action.DELAYED,
                        new EnhancedStatusCode(4, 4, 1),
                        Optional.empty(),
                        "",
                        "No host of the domain answers.",
                        Optional.of(AT),
                        Optional.of(AT.plusSeconds(86_400)));
        String report = text(report(SENDER, Ret.HDRS, MESSAGE, delayed));
        assertThat(report)
                .contains(
                        "\r\nSubject: Delivery of mail is delayed\r\n",
                        "delayed (4.4.1), tried until Tue, 3 Mar 2026 12:00:00\r\n+0000\r\n",
                        "\r\nNo host of the domain answers.\r\n",
                        "\r\nAction: delayed\r\nStatus: 4.4.1\r\nLast-Attempt-Date: ",
                        "\r\nWill-Retry-Until: Tue, 3 Mar 2026 12:00:00 +0000\r\n",
                        "\r\nContent-Type: text/rfc822-headers\r\n",
                        "\r\nSubject: lunch\r\n")
                .doesNotContain("hungry", "Remote-MTA", "Diagnostic-Code");
    }

    @Test
    void reportsSuccess() {
        var relayed = recipient("user@inner.example", Action.RELAYED, "250 2.0.0 Ok");
        var delivered = recipient("other@inner.example", Action.DELIVERED, "250 2.0.0 Ok");
        assertThat(text(report(SENDER, Ret.HDRS, MESSAGE, relayed, delivered)))
                .contains(
                        "\r\nSubject: Mail was delivered\r\n",
                        "\r\nAction: relayed\r\n",
                        "\r\nAction: delivered\r\n");
    }

    @Test
    void namesInternationalRecipientsInUtf8() {
        var failed = recipient("j\u00f6rg@inner.example", Action.FAILED, "");
        DeliveryReport report = report(SENDER, Ret.HDRS, MESSAGE, failed);
        assertThat(text(report))
                .contains(
                        "\r\nContent-Type: message/global-delivery-status\r\n",
                        "\r\nFinal-Recipient: utf-8;j\u00f6rg@inner.example\r\n",
                        "\"\r\nContent-Transfer-Encoding: 8bit\r\n");
        assertThat(report.needsSmtpUtf8()).isFalse();
        assertThat(report(mailbox("\u00e4@x.example"), Ret.HDRS, MESSAGE, failed).needsSmtpUtf8())
                .isTrue();
    }

    @Test
    void namesTheTypeOfAReturnedHeaderInUtf8() {
        var failed = recipient("user@inner.example", Action.FAILED, "");
        String utf8 = MESSAGE.replace("lunch", "d\u00e9jeuner");
        assertThat(text(report(SENDER, Ret.FULL, utf8, failed)))
                .contains("\r\nContent-Type: message/global\r\n");
        assertThat(text(report(SENDER, Ret.HDRS, utf8, failed)))
                .contains("\r\nContent-Type: message/global-headers\r\n");
        String body = MESSAGE.replace("hungry", "affam\u00e9");
        assertThat(text(report(SENDER, Ret.FULL, body, failed)))
                .contains("\r\nContent-Type: message/rfc822\r\n")
                .contains("Undelivered message\r\nContent-Transfer-Encoding: 8bit\r\n");
    }

    @Test
    void choosesABoundaryThatTheMessageDoesNotContain() {
        var failed = recipient("user@inner.example", Action.FAILED, "");
        String hostile = MESSAGE + "--=_abc.1_0\r\n--=_abc.1_1--\r\n";
        assertThat(text(report(SENDER, Ret.FULL, hostile, failed)))
                .contains("boundary=\"=_abc.1_2\"")
                .contains("\r\n--=_abc.1_1--\r\n\r\n--=_abc.1_2--\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 no\r\nAction: delivered",
                "550 no\n\nFinal-Recipient: rfc822;x",
                "550 no\r\rX: y",
                "550 \u0000\u0007\u007f\u0085\u2028",
                "550 \ud83d\ude00 \ud800",
            })
    void letsNoReplyAddFields(String reply) {
        var failed = recipient("user@inner.example", Action.FAILED, reply);
        String report = text(report(SENDER, Ret.HDRS, MESSAGE, failed));
        String status = part(report, 2);
        HeaderBlock group =
                HeaderBlock.read(
                        status.substring(status.lastIndexOf("\r\n\r\nFinal") + 4)
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(group.size()).isEqualTo(4);
        assertThat(group.first("Action").orElseThrow().value()).isEqualTo("failed");
        assertThat(report.replace("\r\n", "").chars()).allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Test
    void foldsLongRepliesAndCutsEndlessWords() {
        var words = recipient("u@inner.example", Action.FAILED, "550 " + "word ".repeat(190));
        var endless = recipient("u@inner.example", Action.FAILED, "550 " + "x".repeat(996));
        String report = text(report(SENDER, Ret.HDRS, MESSAGE, words, endless));
        assertThat(report.lines()).allMatch(line -> line.length() <= 400);
        HeaderBlock group =
                HeaderBlock.read(
                        report.substring(report.indexOf("Final-Recipient"))
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(group.first("Diagnostic-Code").orElseThrow().value())
                .isEqualTo("smtp; 550 " + "word ".repeat(190).strip());
    }

    @Test
    void keepsEverySpaceOfAnAddress() {
        Mailbox odd = mailbox("\"a  b   c\"@away.example");
        var failed = recipient("\"d  e\"@inner.example", Action.FAILED, "");
        assertThat(text(report(odd, Ret.HDRS, MESSAGE, failed)))
                .contains("To: <\"a  b   c\"@away.example>\r\n")
                .contains("Final-Recipient: rfc822;\"d  e\"@inner.example\r\n");
    }

    @Test
    void endsTheLineOfACutHeader() {
        var failed = recipient("user@inner.example", Action.FAILED, "");
        assertThat(text(report(SENDER, Ret.HDRS, "Subject: cut", failed)))
                .contains("\r\nSubject: cut\r\n\r\n--=_abc.1_0--\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "<a@b>", "a b@c", "a@b\r\nX: y", "a\"@b"})
    void hasNoIdentifierThatBreaksAField(String messageId) {
        assertThatThrownBy(() -> reportOf(messageId)).isInstanceOf(IllegalArgumentException.class);
    }

    private static DeliveryReport reportOf(String messageId) {
        return new DeliveryReport(
                new Domain("mx.example"),
                mailbox("MAILER-DAEMON@mx.example"),
                SENDER,
                messageId,
                AT,
                Optional.empty(),
                ARRIVED,
                List.of(recipient("user@inner.example", Action.FAILED, "")),
                "",
                Returned.of(new byte[0], Ret.HDRS));
    }

    private static DeliveryReport report(
            Mailbox to, Ret ret, String message, ReportedRecipient... recipients) {
        return new DeliveryReport(
                new Domain("mx.example"),
                mailbox("MAILER-DAEMON@mx.example"),
                to,
                "abc.1@mx.example",
                AT,
                Optional.of("env id"),
                ARRIVED,
                List.of(recipients),
                "",
                Returned.of(message.getBytes(StandardCharsets.UTF_8), ret));
    }

    private static ReportedRecipient recipient(String mailbox, Action action, String reply) {
        return new ReportedRecipient(
                Optional.empty(),
                mailbox(mailbox),
                action,
                new EnhancedStatusCode(action == Action.FAILED ? 5 : 2, 0, 0),
                Optional.empty(),
                reply,
                "",
                Optional.empty(),
                Optional.empty());
    }

    private static String part(String report, int index) {
        return report.split("--=_abc.1_0", -1)[index];
    }

    private static String text(DeliveryReport report) {
        return new String(report.octets(), StandardCharsets.UTF_8);
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }
}
