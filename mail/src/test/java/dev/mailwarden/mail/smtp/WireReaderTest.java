package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.smtp.WireReader.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void readsLines(int piece) throws IOException {
        assertThat(lines("NOOP\r\n\r\nMAIL x\r\nQUI", piece))
                .containsExactly("NOOP", "", "MAIL x", "END");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "'NOOP^', UNCLEAN",
        "'NOOP%QUIT%^', UNCLEAN",
        "'NOOP%%^', UNCLEAN",
        "'NO@OP%^', UNCLEAN",
        "'NOOP%', END",
        "'%^', ''"
    })
    void refusesWhatIsNoLine(String wire, String outcome) throws IOException {
        String octets = wire.replace('%', '\r').replace('^', '\n').replace('@', '\0');
        for (int piece = 1; piece <= octets.length(); piece++) {
            assertThat(lines(octets, piece)).first().isEqualTo(outcome);
        }
    }

    @ParameterizedTest(name = "a line of {0} octets with its CRLF is {1}")
    @CsvSource({
        "511, COMPLETE",
        "512, COMPLETE",
        "513, COMPLETE",
        "2047, COMPLETE",
        "2048, COMPLETE",
        "2049, TOO_LONG",
        "2050, TOO_LONG",
        "65536, TOO_LONG",
        "70000, UNCLEAN"
    })
    void limitsLines(int octets, Line expected) throws IOException {
        String wire = "x".repeat(octets - 2) + "\r\nNOOP\r\n";
        for (int piece : new int[] {1, 100, 2048, 100_000}) {
            WireReader reader = reader(wire, piece);
            assertThat(reader.readLine()).as("pieces of %d", piece).isEqualTo(expected);
            if (expected != Line.UNCLEAN) {
                assertThat(reader.readLine()).isEqualTo(Line.COMPLETE);
                assertThat(text(reader)).isEqualTo("NOOP");
            }
            WireReader large = reader(wire, piece);
            large.lend(new byte[65_536]);
            assertThat(large.readLine()).as("in a large array").isEqualTo(expected);
        }
    }

    @Test
    void findsAnUncleanEndOfALongLine() throws IOException {
        assertThat(reader("x".repeat(3000) + "\nQUIT\r\n", 5000).readLine())
                .isEqualTo(Line.UNCLEAN);
    }

    @Test
    void tellsBeforeItWaits() throws IOException {
        var waits = new AtomicInteger();
        var reader = new WireReader(stream("A\r\nB\r\nC\r\n", 1000), waits::incrementAndGet);
        for (int line = 0; line < 3; line++) {
            assertThat(reader.readLine()).isEqualTo(Line.COMPLETE);
            assertThat(waits).hasValue(1);
        }
    }

    @Test
    void holdsLittleUntilAClientSendsMoreAtOnce() throws IOException {
        WireReader reader = reader("EHLO client.example\r\n" + "NOOP\r\n".repeat(200), 1000);
        assertThat(reader.array()).hasSize(WireReader.FEW);
        for (int line = 0; line < 201; line++) {
            assertThat(reader.readLine()).isEqualTo(Line.COMPLETE);
        }
        assertThat(reader.array()).hasSize(WireReader.MAX_LINE);
    }

    @Test
    void lendsALargerArrayAndKeepsWhatIsUnread() throws IOException {
        WireReader reader = reader("DATA\r\nabcQUIT\r\n", 1000);
        assertThat(reader.readLine()).isEqualTo(Line.COMPLETE);
        byte[] large = new byte[10_000];
        reader.lend(large);
        assertThat(reader.array()).isSameAs(large);
        reader.skip(3);
        assertThat(reader.canGiveBack()).isTrue();
        assertThat(reader.giveBack()).isSameAs(large);
        assertThat(reader.isLent()).isFalse();
        assertThat(reader.readLine()).isEqualTo(Line.COMPLETE);
        assertThat(text(reader)).isEqualTo("QUIT");
    }

    @Test
    void doesNotGiveBackWhatDoesNotFit() throws IOException {
        WireReader reader = reader("x".repeat(5000), 5000);
        reader.lend(new byte[10_000]);
        assertThat(reader.fill()).isTrue();
        assertThat(reader.canGiveBack()).isFalse();
        reader.skip(3000);
        assertThat(reader.canGiveBack()).isTrue();
        reader.giveBack();
        assertThat(reader.buffered()).isEqualTo(2000);
    }

    @Test
    void skipsNoMoreThanThereIs() throws IOException {
        WireReader reader = reader("abc", 10);
        assertThat(reader.fill()).isTrue();
        assertThatThrownBy(() -> reader.skip(4)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> lines(String wire, int piece) throws IOException {
        WireReader reader = reader(wire, piece);
        var found = new ArrayList<String>();
        while (true) {
            Line line = reader.readLine();
            if (line != Line.COMPLETE) {
                found.add(line.name());
                return found;
            }
            found.add(text(reader));
        }
    }

    private static String text(WireReader reader) {
        return new String(
                reader.array(),
                reader.lineStart(),
                reader.lineLength(),
                StandardCharsets.ISO_8859_1);
    }

    private static WireReader reader(String wire, int piece) {
        return new WireReader(stream(wire, piece), () -> {});
    }

    private static InputStream stream(String wire, int piece) {
        return new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, piece));
            }
        };
    }
}
