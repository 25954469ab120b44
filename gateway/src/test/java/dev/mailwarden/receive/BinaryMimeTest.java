package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.BodyType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P-06: content that is not made of lines (RFC 3030 §3). */
class BinaryMimeTest {

    private static final String BINARY =
            "EHLO c.example\r\nMAIL FROM:<a@b.example> BODY=BINARYMIME\r\n";
    private static final String ENVELOPE = BINARY + "RCPT TO:<anna@ours.example>\r\n";
    private static final String HEADER = "A: b\r\n\r\n";

    private final FakeGateway gateway = new FakeGateway();

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 100_000})
    void everyOctetOfTheBodyIsKept(int piece) {
        String body = "\0nul\r\rbare\n.\nlf\r\n.\r\n..\r\n\u00ff" + "x".repeat(5_000) + "\r";
        String script = ENVELOPE + chunk(HEADER + body.substring(0, 5), "");
        List<String> replies =
                MemoryWire.saying(script + chunk(body.substring(5), " LAST"), piece).run(gateway);
        assertThat(SessionTest.finals(replies)).endsWith("250", "250", "250", "250");
        assertThat(FakeGateway.received(gateway.mails.getFirst())).isEqualTo(HEADER + body);
        assertThat(gateway.mails.getFirst().content().facts().normalizedLineEnds()).isFalse();
        assertThat(gateway.mails.getFirst().content().facts().longLines()).isTrue();
        assertThat(gateway.mails.getFirst().envelope().parameters().body())
                .isEqualTo(BodyType.BINARY_MIME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x\r\n", "\r", "\n", "", "\r\n\r"})
    void nothingIsAddedAtTheEnd(String body) {
        assertThat(codes(ENVELOPE + chunk(HEADER + body, " LAST"))).endsWith("250");
        assertThat(FakeGateway.received(gateway.mails.getFirst())).isEqualTo(HEADER + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: b\nC: d", "A: b\rC: d", "A: b\0", "A: b\r\n\nReceived: x"})
    void theHeaderIsMadeOfLinesStill(String header) {
        assertThat(codes(ENVELOPE + chunk(header + "\r\n\r\nx", " LAST"))).endsWith("550");
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void aHeaderThatEndsInABareCrIsRefused() {
        assertThat(codes(ENVELOPE + chunk("A: b\r", " LAST"))).endsWith("550");
    }

    @Test
    void theNextMessageIsTextAgain() {
        String text = "MAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\n";
        assertThat(
                        codes(
                                ENVELOPE
                                        + chunk(HEADER + "\0", " LAST")
                                        + text
                                        + chunk(HEADER + "\0", " LAST")))
                .endsWith("250", "250", "250", "550");
    }

    @Test
    void dataEndsTheTransaction() {
        String data = "DATA\r\n";
        assertThat(codes(ENVELOPE + data + chunk(HEADER, " LAST") + data + "NOOP\r\n"))
                .endsWith("250", "503", "503", "503", "250");
        assertThat(replies(ENVELOPE + data).getLast())
                .startsWith("503 5.5.1 BODY=BINARYMIME is taken by BDAT only");
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void itNeedsEhlo() {
        String helo = "HELO c.example\r\nMAIL FROM:<a@b.example> BODY=BINARYMIME\r\n";
        assertThat(codes(helo + "MAIL FROM:<a@b.example>\r\n")).endsWith("503", "250");
        assertThat(replies(helo).getLast()).startsWith("503 5.5.1 BODY=BINARYMIME needs EHLO");
    }

    @Test
    void sizeAndEndAreWatchedAsInText() {
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(10));
        assertThat(codes(ENVELOPE + chunk("A: b\r\n\r\n\0\0", " LAST"))).endsWith("250");
        assertThat(codes(ENVELOPE + chunk("A: b\r\n\r\n\0\0\0", " LAST"))).endsWith("552");
        assertThat(codes(ENVELOPE + "BDAT 20 LAST\r\n\0")).endsWith("250", "250", "250");
    }

    private static String chunk(String octets, String last) {
        return "BDAT " + octets.length() + last + "\r\n" + octets;
    }

    private List<String> replies(String script) {
        return MemoryWire.saying(script).run(gateway);
    }

    private List<String> codes(String script) {
        return SessionTest.finals(replies(script));
    }
}
