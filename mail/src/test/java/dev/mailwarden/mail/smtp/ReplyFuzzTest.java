package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies as any server may send them (target F-03). */
@Fuzzes({Capabilities.class, ReplyReader.class})
class ReplyFuzzTest {

    private static final Pattern CLEAN_LINE = Pattern.compile("[2-5]\\d\\d([ -][ -~]*)?");
    private static final Pattern REPLY = Pattern.compile("\"([2-5][0-9][0-9][ -][^\"]*)\"");

    @MethodSource("replies")
    @FuzzTest
    void everyReplyIsBoundedAndPrintable(byte[] sent) {
        ReplyReader reader = new ReplyReader(new ByteArrayInputStream(sent));
        int octets = 0;
        try {
            while (true) {
                ServerReply reply = reader.read();
                assertThat(reply.lines()).hasSizeBetween(1, ReplyReader.MAX_LINES);
                for (String line : reply.lines()) {
                    assertThat(line.length()).isLessThanOrEqualTo(ReplyReader.MAX_LINE);
                    assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
                    octets += line.length() + 4;
                }
                reply.status()
                        .ifPresent(status -> {
                            assertThat(status.type()).isEqualTo(reply.code() / 100);
                            assertThat(reply.lines().getFirst()).contains(status.type() + ".");
                        });
                Capabilities offered = Capabilities.of(reply);
                assertThat(offered.maxRecipients().orElse(1)).isPositive();
                assertThat(offered.maxOctets().orElse(1)).isPositive();
                assertThat(octets).isLessThanOrEqualTo(sent.length + reply.lines().size());
                if (reply.lines().size() == 1) {
                    assertThat(readAgain(reply)).isEqualTo(reply);
                }
            }
        } catch (EOFException | BadReplyException e) {
            assertThat(e).hasMessageMatching("[ -~]{1,200}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @MethodSource("replies")
    @FuzzTest
    void aCleanReplyIsReadAsItStands(byte[] sent) {
        List<String> clean = cleanReply(new String(sent, StandardCharsets.ISO_8859_1));
        if (clean.isEmpty()) {
            return;
        }
        try (var inPieces = new SequenceInputStream(pieces(sent))) {
            ServerReply reply = new ReplyReader(inPieces).read();
            assertThat(reply.code()).isEqualTo(Integer.parseInt(clean.getFirst().substring(0, 3)));
            assertThat(reply.lines())
                    .containsExactlyElementsOf(
                            clean.stream()
                                    .map(line -> line.substring(Math.min(4, line.length())))
                                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The definition itself (RFC 5321 §4.2): the lines of the first reply, none if it is unclean.
     */
    private static List<String> cleanReply(String sent) {
        List<String> lines = new ArrayList<>();
        for (String line : sent.split("\r\n", ReplyReader.MAX_LINES + 1)) {
            if (!CLEAN_LINE.matcher(line).matches()
                    || !line.startsWith((lines.isEmpty() ? line : lines.getFirst()).substring(0, 3))
                    || line.length() > ReplyReader.MAX_LINE) {
                return List.of();
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return sent.startsWith(String.join("\r\n", lines) + "\r\n") ? lines : List.of();
            }
        }
        return List.of();
    }

    private static Enumeration<InputStream> pieces(byte[] sent) {
        return Collections.enumeration(
                IntStream.range(0, (sent.length + 2) / 3)
                        .mapToObj(i -> Arrays.copyOfRange(sent, 3 * i, 3 * i + 3))
                        .map(piece -> (InputStream) new ByteArrayInputStream(piece))
                        .toList());
    }

    private static ServerReply readAgain(ServerReply reply) throws IOException {
        byte[] printed = (reply + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return new ReplyReader(new ByteArrayInputStream(printed)).read();
    }

    static Stream<byte[]> replies() {
        Stream<String> own =
                Stream.of(
                        "220 mx.example ESMTP\r\n",
                        "250-mx.example\r\n250-SIZE 20971520\r\n250-LIMITS RCPTMAX=50\r\n250 DSN\r\n",
                        "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n250 2.6.0 queued\r\n",
                        "550-5.1.1 one\r\n550 5.1.1 two\r\n",
                        "452 4.5.3 too many\r\n",
                        "421\r\n",
                        "250-a\r\n251 b\r\n",
                        "250-" + "x".repeat(5000) + "\r\n",
                        "250-x\r\n".repeat(250));
        Stream<String> suite =
                SharedData.find("suites/smtp/nostarttls").stream()
                        .flatMap(ReplyFuzzTest::files)
                        .flatMap(file -> REPLY.matcher(text(file)).results())
                        .map(match -> match.group(1).replace("\\r", "\r").replace("\\n", "\n"));
        return Stream.concat(own, suite).map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.filter(file -> file.toString().endsWith(".ron")).toList();
            return files.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
