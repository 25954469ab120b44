package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.sasl.Mechanism;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDialogueTest {

    private static final Domain NAME = new Domain("gateway.example");
    private static final Mailbox BOX = Mailbox.parse("a@example.org").orElseThrow();

    private final Writes written = new Writes();

    @Test
    void sendsPipelinedCommandsAndASmallMessageInOneWrite() throws IOException {
        ClientDialogue dialogue = silent();
        dialogue.mail(new ReversePath.Of(BOX), MailParameters.NONE);
        dialogue.rcpt(BOX, RcptParameters.NONE);
        dialogue.bdat(6, true).write("body\r\n".getBytes(StandardCharsets.US_ASCII));
        dialogue.flush();
        assertThat(written.pieces)
                .containsExactly(
                        crlf(
                                """
                                MAIL FROM:<a@example.org>
                                RCPT TO:<a@example.org>
                                BDAT 6 LAST
                                body
                                """));
    }

    @Test
    void byLmtpTheEndOfDataHasSeveralReplies() throws IOException {
        ClientDialogue dialogue = silentThen("250 hi\r\n250 a\r\n550 b\r\n");
        dialogue.lhlo(NAME);
        dialogue.bdat(2, true).write("\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(dialogue.reply().code()).isEqualTo(250);
        dialogue.expectMore(1);
        assertThat(dialogue.due()).isEqualTo(2);
        assertThat(dialogue.reply().code()).isEqualTo(250);
        assertThat(dialogue.reply().code()).isEqualTo(550);
        assertThat(dialogue.isIdle()).isTrue();
        assertThat(written.pieces).containsExactly(crlf("LHLO gateway.example\nBDAT 2 LAST\n\n"));
    }

    @Test
    void writesExactlyTheParametersItIsGiven() throws IOException {
        ClientDialogue dialogue = silent();
        dialogue.mail(
                new ReversePath.Null(),
                new MailParameters(
                        OptionalLong.of(42),
                        BodyType.EIGHT_BIT_MIME,
                        true,
                        Optional.of(Ret.HDRS),
                        Optional.of("id+1 ="),
                        false));
        dialogue.rcpt(
                BOX,
                new RcptParameters(
                        Set.of(Notify.SUCCESS, Notify.DELAY), Optional.of("rfc822;a@b")));
        dialogue.flush();
        assertThat(written.pieces)
                .containsExactly(
                        crlf(
                                """
                                MAIL FROM:<> SIZE=42 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+2B1+20+3D
                                RCPT TO:<a@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b
                                """));
    }

    @Test
    void anInitialResponseGoesAlongWhereALineHasRoomForIt() throws IOException {
        ClientDialogue dialogue = silent();
        String longest = "x".repeat(372);
        assertThat(dialogue.auth(Mechanism.PLAIN, longest.getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(dialogue.auth(Mechanism.PLAIN, new byte[373])).isFalse();
        assertThat(dialogue.auth(Mechanism.PLAIN, new byte[0])).isTrue();
        dialogue.auth(Mechanism.LOGIN);
        dialogue.flush();
        String response = "eHh4".repeat(124);
        assertThat(written.pieces)
                .containsExactly(
                        crlf(
                                "AUTH PLAIN "
                                        + response
                                        + "\nAUTH PLAIN\nAUTH PLAIN =\nAUTH LOGIN\n"));
        assertThat(written.pieces.getFirst().indexOf('\n')).isLessThan(512);
    }

    /** RFC 4954 §5: what becomes of an AUTH= that was not believed. */
    @Test
    void whereItHasLoggedInNoSubmitterIsVouchedFor() throws IOException {
        ClientDialogue dialogue = silent();
        dialogue.loggedIn();
        dialogue.mail(new ReversePath.Of(BOX), MailParameters.NONE);
        dialogue.flush();
        assertThat(written.pieces).containsExactly("MAIL FROM:<a@example.org> AUTH=<>\r\n");
    }

    @Test
    void matchesRepliesToCommandsInOrder() throws IOException {
        ClientDialogue dialogue = hearing("220 hi\r\n250 one\r\n");
        assertThat(dialogue.reply()).hasToString("220 hi");
        assertThat(dialogue.due()).isZero();
        assertThatThrownBy(dialogue::reply).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReplyBeforeItsCommandEndsTheDialogue() throws IOException {
        ClientDialogue dialogue = hearing("220 hi\r\n250 too early\r\n");
        dialogue.reply();
        assertThatThrownBy(() -> dialogue.ehlo(NAME)).isInstanceOf(BadReplyException.class);
        assertThat(written.pieces).isEmpty();
    }

    @Test
    void plaintextBehindTheReplyToStartTlsEndsTheDialogue() throws IOException {
        ClientDialogue dialogue = silentThen("220 go\r\n250-injected\r\n");
        dialogue.startTls();
        dialogue.reply();
        assertThatThrownBy(dialogue::expectNothingMore).isInstanceOf(BadReplyException.class);
    }

    @Test
    void octetsNotReadYetCountAsPlaintextToo() {
        ClientDialogue dialogue = silentThen("2");
        assertThatThrownBy(dialogue::expectNothingMore).isInstanceOf(BadReplyException.class);
    }

    @Test
    void aChunkTakesExactlyItsOctets() throws IOException {
        ClientDialogue dialogue = silentThen("250 ok\r\n");
        OutputStream chunk = dialogue.bdat(2, true);
        chunk.write('a');
        assertThatThrownBy(dialogue::reply).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> chunk.write(new byte[2]))
                .isInstanceOf(IllegalStateException.class);
        chunk.write('b');
        assertThat(dialogue.reply().code()).isEqualTo(250);
        assertThatThrownBy(() -> chunk.write('c')).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void largeContentPassesThroughInBlocks() throws IOException {
        ClientDialogue dialogue = silent();
        dialogue.bdat(200_000, true).write(new byte[200_000]);
        dialogue.flush();
        assertThat(written.pieces.stream().map(String::length))
                .containsExactly(18, 65_536, 65_536, 65_536, 3_392);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc822;a\r\nRSET", "rfc822;\n", "rfc822;\0", "rfc822;\t", "r;\u007f"})
    void noControlCharacterIsWritten(String orcpt) throws IOException {
        ClientDialogue dialogue = silent();
        dialogue.mail(new ReversePath.Null(), MailParameters.NONE);
        assertThatThrownBy(
                        () -> dialogue.rcpt(BOX, new RcptParameters(Set.of(), Optional.of(orcpt))))
                .isInstanceOf(IllegalArgumentException.class);
        dialogue.flush();
        assertThat(written.pieces).isEmpty();
    }

    /** J-03. */
    @Test
    void whateverTheArgumentsEveryLineIsOneCommand() throws IOException {
        RandomGenerator random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            written.pieces.clear();
            ClientDialogue dialogue = silent();
            try {
                dialogue.mail(
                        new ReversePath.Of(BOX),
                        new MailParameters(
                                OptionalLong.empty(),
                                BodyType.SEVEN_BIT,
                                false,
                                Optional.empty(),
                                Optional.of(randomText(random)),
                                false));
                dialogue.rcpt(BOX, new RcptParameters(Set.of(), Optional.of(randomText(random))));
            } catch (IllegalArgumentException e) {
                dialogue.flush();
                assertThat(written.pieces).isEmpty();
                continue;
            }
            dialogue.flush();
            String wire = String.join("", written.pieces);
            assertThat(wire.chars().filter(c -> c < 0x20 || c == 0x7f).count()).isEqualTo(4);
            assertThat(wire.split("\r\n", -1)).hasSize(3);
        }
    }

    private static String randomText(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(12) == 0 ? random.nextInt(0x80) : 'a'));
        }
        return text.toString();
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private ClientDialogue silent() {
        return silentThen("");
    }

    private ClientDialogue silentThen(String replies) {
        return ClientDialogue.afterHandshake(octets(replies), written);
    }

    private ClientDialogue hearing(String replies) {
        return ClientDialogue.expectingGreeting(octets(replies), written);
    }

    private static ByteArrayInputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Remembers each write by itself. */
    private static final class Writes extends OutputStream {
        private final List<String> pieces = new ArrayList<>();

        @Override
        public void write(int octet) {
            pieces.add(String.valueOf((char) octet));
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            pieces.add(new String(octets, offset, length, StandardCharsets.ISO_8859_1));
        }
    }
}
