package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotStufferTest {

    @ParameterizedTest(name = "\"{0}\" goes out as \"{1}\"")
    @CsvSource({
        "a|, a|.|",
        ".|, ..|.|",
        ".a|..|b.|, ..a|...|b.|.|",
        "'', .|",
        "a, a|.|",
        "|.|, |..|.|",
    })
    void doublesLeadingDots(String message, String wire) throws IOException {
        assertThat(stuffed(lines(message), 1000)).isEqualTo(lines(wire));
        assertThat(stuffed(lines(message), 1)).isEqualTo(lines(wire));
    }

    @Test
    void whatIsUnstuffedIsWhatWasStuffed() throws IOException {
        RandomGenerator random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            String message = randomLines(random);
            String wire = stuffed(message, 1 + random.nextInt(9));
            assertThat(wire).endsWith("\r\n.\r\n".substring(message.isEmpty() ? 2 : 0));
            assertThat(unstuffed(wire)).isEqualTo(message);
        }
    }

    @Test
    void nothingBeforeTheEndLooksLikeTheEnd() throws IOException {
        RandomGenerator random = new Random(8);
        for (int round = 0; round < 20_000; round++) {
            String wire = stuffed(randomLines(random), 1 + random.nextInt(9));
            assertThat(("\r\n" + wire).indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 3);
        }
    }

    @Test
    void passesOnAStretchWithoutDotsAsItIs() throws IOException {
        byte[] message = "line\r\nline\r\n".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> arrays = new ArrayList<>();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        throw new AssertionError("octet by octet");
                    }

                    @Override
                    public void write(byte[] octets, int offset, int length) {
                        arrays.add(octets);
                    }
                };
        new DotStuffer(out).write(message, 0, message.length);
        assertThat(arrays).singleElement().isSameAs(message);
    }

    private static String randomLines(RandomGenerator random) {
        StringBuilder message = new StringBuilder();
        int lines = random.nextInt(6);
        for (int line = 0; line < lines; line++) {
            int length = random.nextInt(5);
            for (int i = 0; i < length; i++) {
                message.append(random.nextInt(3) == 0 ? 'a' : '.');
            }
            message.append("\r\n");
        }
        return message.toString();
    }

    /** As a receiver does it (RFC 5321 §4.5.2), written independently. */
    private static String unstuffed(String wire) {
        StringBuilder message = new StringBuilder();
        for (String line : wire.split("\r\n", -1)) {
            if (line.equals(".")) {
                break;
            }
            message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return message.toString();
    }

    private static String stuffed(String message, int pieces) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(out);
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < octets.length; i += pieces) {
            stuffer.write(octets, i, Math.min(pieces, octets.length - i));
        }
        stuffer.finish();
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String lines(String text) {
        return text.replace("|", "\r\n");
    }
}
