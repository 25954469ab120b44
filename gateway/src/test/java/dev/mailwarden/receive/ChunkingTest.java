package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** P-06: CHUNKING (RFC 3030). */
class ChunkingTest {

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<anna@ours.example>\r\n";

    private final FakeGateway gateway = new FakeGateway();

    @AfterEach
    void leavesNoDraftOpen() {
        assertThat(gateway.openDrafts).hasValue(0);
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 100_000})
    void joinsChunks(int piece) {
        String script =
                ENVELOPE + chunk("A: b\r", "") + chunk("\n\r\n..x\r\n", "") + "BDAT 0 LAST\r\n";
        List<String> replies = MemoryWire.saying(script + "NOOP\r\n", piece).run(gateway);
        assertThat(SessionTest.finals(replies))
                .containsExactly("220", "250", "250", "250", "250", "250", "250", "250");
        assertThat(FakeGateway.received(gateway.mails.getFirst())).isEqualTo("A: b\r\n\r\n..x\r\n");
    }

    @Test
    void addsAMissingFinalCrlf() {
        codes(ENVELOPE + chunk("A: b\r\n\r\nx", " LAST"));
        assertThat(FakeGateway.received(gateway.mails.getFirst())).isEqualTo("A: b\r\n\r\nx\r\n");
        assertThat(gateway.mails.getFirst().content().facts().normalizedLineEnds()).isTrue();
    }

    @Test
    void aLoneDotIsContent() {
        codes(ENVELOPE + chunk("A: b\r\n\r\n.\r\nMAIL FROM:<>\r\n", " LAST"));
        assertThat(FakeGateway.received(gateway.mails.getFirst()))
                .endsWith("\r\n.\r\nMAIL FROM:<>\r\n");
        assertThat(gateway.mails.getFirst().content().facts().leadingDots()).isTrue();
    }

    @Test
    void aRefusedChunkEndsTheTransaction() {
        assertThat(
                        codes(
                                ENVELOPE
                                        + chunk("a\nb", "")
                                        + chunk("NOOP\r\n", "")
                                        + chunk("QUIT\r\n", " LAST")
                                        + "RCPT TO:<anna@ours.example>\r\nDATA\r\n"))
                .containsExactly("220", "250", "250", "250", "550", "503", "503", "503", "503");
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void chunksWithoutARecipientAreDroppedWithTheTransaction() {
        String noRecipient = "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\n";
        assertThat(
                        codes(
                                noRecipient
                                        + chunk("QUIT\r\n", "")
                                        + "RCPT TO:<anna@ours.example>\r\n"
                                        + chunk("b\r\n", " LAST")))
                .containsExactly("220", "250", "250", "503", "503", "503");
    }

    @Test
    void chunksAndDataDoNotMix() {
        assertThat(codes(ENVELOPE + chunk("a\r\n", "") + "DATA\r\n" + chunk("b\r\n", " LAST")))
                .endsWith("250", "503", "503");
        assertThat(codes(ENVELOPE + chunk("a\r\n", "") + "RCPT TO:<bert@ours.example>\r\nRSET\r\n"))
                .endsWith("250", "503", "250");
        assertThat(gateway.mails).isEmpty();
    }

    @Test
    void tooMuchIsReadAndRefused() {
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(10));
        assertThat(codes(ENVELOPE + chunk("12345678\r\n", " LAST")).getLast()).isEqualTo("250");
        assertThat(codes(ENVELOPE + chunk("123456789\r\n", " LAST") + "NOOP\r\n"))
                .endsWith("552", "250");
        assertThat(codes(ENVELOPE + chunk("1234567\r\n", "") + chunk("\r\n", " LAST") + "NOOP\r\n"))
                .endsWith("250", "552", "250");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BDAT 9223372036854775807", "BDAT 99999999 LAST"})
    void aChunkOfAbsurdSizeEndsTheSession(String command) {
        assertThat(codes(ENVELOPE + command + "\r\nNOOP\r\n")).endsWith("552", "421");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BDAT", "BDAT x", "bdat -1", "BDAT 1 FIRST", "BDAT 99999999999999999999"})
    void aChunkOfUnknownSizeEndsTheSession(String command) {
        assertThat(codes(ENVELOPE + command + "\r\nNOOP\r\n").getLast()).isEqualTo("421");
    }

    @Test
    void aMillionTinyChunksAreOneMessage() {
        int count = 1_000_000;
        gateway.settings = TestSettings.with(limits -> limits.messageOctets(2_000_000));
        String script = ENVELOPE + chunk("A: b\r\n\r\n", "") + chunk("x", "").repeat(count);
        List<String> replies = MemoryWire.saying(script + "BDAT 0 LAST\r\n").run(gateway);
        assertThat(replies).hasSizeGreaterThan(count).allMatch(line -> line.startsWith("2"));
        assertThat(FakeGateway.received(gateway.mails.getFirst()))
                .isEqualTo("A: b\r\n\r\n" + "x".repeat(count) + "\r\n");
    }

    @Test
    void anUnfinishedChunkIsDropped() {
        assertThat(codes(ENVELOPE + "BDAT 100 LAST\r\nA: b\r\n")).endsWith("250", "250", "250");
        assertThat(gateway.mails).isEmpty();
    }

    private static String chunk(String octets, String last) {
        return "BDAT " + octets.length() + last + "\r\n" + octets;
    }

    private List<String> codes(String script) {
        return SessionTest.finals(MemoryWire.saying(script).run(gateway));
    }
}
