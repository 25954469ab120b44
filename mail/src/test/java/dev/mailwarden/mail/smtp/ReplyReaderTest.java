package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    @Test
    void readsASingleLine() throws IOException {
        ServerReply reply = reader("250 2.1.0 Ok\r\n").read();
        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.status()).contains(new EnhancedStatusCode(2, 1, 0));
        assertThat(reply).hasToString("250 2.1.0 Ok");
    }

    @Test
    void readsSeveralLinesAsOneReply() throws IOException {
        ServerReply reply = reader("250-mx.example\r\n250-SIZE 10\r\n250 HELP\r\n").read();
        assertThat(reply.lines()).containsExactly("mx.example", "SIZE 10", "HELP");
    }

    @Test
    void readsOneReplyAfterTheOtherHoweverTheyAreCut() throws IOException {
        String replies = "250 a\r\n354 b\r\n250-c\r\n250 d\r\n";
        ReplyReader reader = new ReplyReader(new OneByOne(replies));
        assertThat(reader.read()).hasToString("250 a");
        assertThat(reader.read()).hasToString("354 b");
        assertThat(reader.read()).hasToString("250 c d");
        assertThat(reader.hasBuffered()).isFalse();
    }

    @ParameterizedTest(name = "\"{0}\" has the enhanced status {1}")
    @CsvSource({
        "550 5.1.1 unknown, 5.1.1",
        "550 5.1.1, 5.1.1",
        "550 5.999.999 x, 5.999.999",
        "550 5.1000.1 x, none",
        "550 4.1.1 contradicts the code, none",
        "550 5.1 short, none",
        "550 5..1 hole, none",
        "550 5.1.1x glued, none",
        "550 5.1.1.1 four, none",
        "550 5., none",
        "550, none",
        "354 3.0.0 no such class, none",
    })
    void findsTheEnhancedStatus(String line, String expected) throws IOException {
        ServerReply reply = reader(line + "\r\n").read();
        assertThat(reply.status().map(EnhancedStatusCode::toString).orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n",
                "\r\n",
                "25\r\n",
                "199 x\r\n",
                "600 x\r\n",
                "2500 x\r\n",
                "25x x\r\n",
                "250_x\r\n",
                " 250 x\r\n",
                "250-a\r\n251 b\r\n",
                "250-a\r\n550 b\r\n",
                "250-a\r\nb\r\n",
                "\u0000250 x\r\n"
            })
    void refusesWhatIsNoReply(String sent) {
        assertThatThrownBy(() -> reader(sent).read()).isInstanceOf(BadReplyException.class);
    }

    @Test
    void aCodeAloneIsAReply() throws IOException {
        assertThat(reader("250\r\n").read().lines()).containsExactly("");
        assertThat(reader("250-\r\n250\r\n").read().lines()).containsExactly("", "");
    }

    @Test
    void takesTheLongestLineAndNotOneOctetMore() throws IOException {
        String longest = "250 " + "x".repeat(ReplyReader.MAX_LINE - 4);
        assertThat(reader(longest + "\r\n").read().lines().getFirst())
                .hasSize(ReplyReader.MAX_LINE - 4);
        assertThatThrownBy(() -> reader(longest + "x\r\n").read())
                .isInstanceOf(BadReplyException.class)
                .hasMessageContaining("4096 octets");
        assertThatThrownBy(() -> reader(longest + "xxx").read())
                .isInstanceOf(BadReplyException.class);
    }

    @Test
    void takesTheLongestReplyAndNotOneLineMore() throws IOException {
        String lines = "250-x\r\n".repeat(ReplyReader.MAX_LINES - 1);
        assertThat(reader(lines + "250 x\r\n").read().lines()).hasSize(ReplyReader.MAX_LINES);
        assertThatThrownBy(() -> reader(lines + "250-x\r\n250 x\r\n").read())
                .isInstanceOf(BadReplyException.class)
                .hasMessageContaining("200 lines");
    }

    @Test
    void readsOfAnEndlessLineNoMoreThanItsBuffer() {
        Endless endless = new Endless();
        assertThatThrownBy(() -> new ReplyReader(endless).read())
                .isInstanceOf(BadReplyException.class);
        assertThat(endless.handedOut).isLessThanOrEqualTo(2 * ReplyReader.MAX_LINE);
    }

    @Test
    void tellsAnEndFromAnEndWithinAReply() {
        assertThatThrownBy(() -> reader("").read())
                .isInstanceOf(EOFException.class)
                .hasMessage("connection closed");
        assertThatThrownBy(() -> reader("250-x\r\n25").read())
                .isInstanceOf(EOFException.class)
                .hasMessage("connection closed within a reply");
    }

    @Test
    void showsNothingUnprintable() throws IOException {
        assertThat(reader("550 a\u0007b\u001b[1m\u00e9\rc\r\n").read())
                .hasToString("550 a?b?[1m???c");
    }

    static ReplyReader reader(String sent) {
        return new ReplyReader(new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)));
    }

    private static final class OneByOne extends InputStream {
        private final ByteArrayInputStream octets;

        OneByOne(String text) {
            octets = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() {
            return octets.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return octets.read(into, offset, Math.min(1, length));
        }
    }

    private static final class Endless extends InputStream {
        private long handedOut;

        @Override
        public int read() {
            handedOut++;
            return '2';
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            Arrays.fill(into, offset, offset + length, (byte) '2');
            handedOut += length;
            return length;
        }
    }
}
