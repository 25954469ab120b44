package dev.mailwarden.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports as any stranger may send them. */
@Fuzzes({ReportReader.class})
class ReportFuzzTest {

    private static final int MAX_SEED = 20_000;

    @MethodSource("reports")
    @FuzzTest
    void whatIsReadKeepsItsPromises(byte[] message) {
        ReportReading reading = ReportReader.read(message);
        assertThat(ReportReader.read(message)).isEqualTo(reading);
        switch (reading) {
            case NoReport(NoReport.Reason reason) -> assertThat(reason).isNotNull();
            case ReadReport report -> check(report);
        }
    }

    private static void check(ReadReport report) {
        assertThat(report.recipients()).hasSizeBetween(1, ReportReader.MAX_RECIPIENTS);
        report.envid().ifPresent(ReportFuzzTest::checkLine);
        report.reportingMta().ifPresent(ReportFuzzTest::checkLine);
        for (ReadRecipient recipient : report.recipients()) {
            recipient.finalRecipient().ifPresent(address -> checkLine(address.address()));
            recipient.originalRecipient().ifPresent(address -> checkLine(address.address()));
            recipient.diagnostic().ifPresent(ReportFuzzTest::checkLine);
            recipient.remoteMta().ifPresent(ReportFuzzTest::checkLine);
            if (recipient.status().isPresent()) {
                assertThat(recipient.action()).isPresent();
            }
        }
    }

    private static void checkLine(String text) {
        assertThat(text).isNotEmpty().doesNotContain("\n").hasSizeLessThan(3 * Part.MAX_LINE);
    }

    static Stream<byte[]> reports() {
        Stream<byte[]> own =
                Stream.of(
                                "",
                                "\r\n",
                                "Content-Type: multipart/report; boundary=b\n\n--b\n",
                                "Content-Type: multipart/report; boundary=\"b\n\n--b--\n",
                                """
                                Content-Type: multipart/report; boundary=b

                                --b
                                Content-Type: message/delivery-status
                                Content-Transfer-Encoding: base64

                                RmluYWwtUmVjaXBpZW50OiBhQGIKU3RhdHVzOiA1LjEuMQ==
                                --b
                                Content-Type: message/global-delivery-status
                                Content-Transfer-Encoding: quoted-printable

                                Final-Recipient: utf-8;\\x{5E9}@b=
                                .c
                                Diagnostic-Code: smtp; 550-5
                                Will-Retry-Until: Thu, 2 Jul 2004 23:34:45 +0000
                                """,
                                "X-Failed-Recipients: a@b,,c@d\n\n550 5.1.1 no\n",
                                "A: b\n\nHi. This is the program at h.\n<a@b>:\n(#5.1.1)\n<>:\n",
                                "A: b\n\nUnknown user: a@b, c@d; <e@f>,\n",
                                "A: b\n\n--- Transcript of session follows\n550 <a@b>... no\n421 x\n",
                                "A: b\n\n{\"notificationType\":\"Delivery\",\"recipients\":[\"a@b\"]}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> shared =
                SharedData.find("suites/dsn.tar.gz").stream().flatMap(ReportFuzzTest::files);
        return Stream.concat(own, shared);
    }

    private static Stream<byte[]> files(Path archive) {
        try {
            return TarArchive.read(archive).values().stream()
                    .filter(message -> message.length < MAX_SEED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
