package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Header blocks as any stranger may send them (target F-04). */
@Fuzzes({HeaderBlock.class, AddressField.class})
class HeaderFuzzTest {

    private static final long MAX_SEED = 100_000;

    @MethodSource("messages")
    @FuzzTest
    void fieldsAreSlicesInOrderThatReadAloneAreTheSame(byte[] message) {
        HeaderBlock block = HeaderBlock.read(message);
        int end = 0;
        for (int i = 0; i < block.size(); i++) {
            HeaderField field = block.field(i);
            assertThat(field.start()).isGreaterThanOrEqualTo(end);
            assertThat(field.end()).isGreaterThan(field.start());
            end = field.end();
            assertThat(field.value()).doesNotContain("\n");
            assertThat(AddressField.mailboxes(field.value()))
                    .hasSizeLessThanOrEqualTo(AddressField.MAX_MAILBOXES)
                    .allMatch(mailbox -> field.value().contains("@"));
            HeaderBlock alone = HeaderBlock.read(field.raw());
            assertThat(alone.size()).isEqualTo(1);
            assertThat(alone.field(0)).hasToString(field.toString());
            assertThat(block.all(field.name())).isNotEmpty().hasSize(block.count(field.name()));
        }
        assertThat(block.bodyStart()).isBetween(end, message.length);
    }

    static Stream<byte[]> messages() {
        Stream<byte[]> own =
                Stream.of(
                                "A: 1\r\nB : 2\r\n 3\r\n\r\nbody",
                                "From x\r\n y\r\nA:\r\n",
                                "A: \u00fc\r\r\n\n",
                                "From: \"a, b\" (c(d)) <@r:a@x.example>, g: b@y.example;\r\n",
                                "",
                                ":\r\n:\n\t:")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> shared =
                SharedData.find("suites/auth").stream().flatMap(HeaderFuzzTest::files);
        return Stream.concat(own, shared);
    }

    private static Stream<byte[]> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() < MAX_SEED)
                    .map(HeaderFuzzTest::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
