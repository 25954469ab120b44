package dev.mailwarden.unpack.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.mailwarden.unpack.SharedData;
import dev.mailwarden.unpack.protocol.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hostile files that others collected, opened by every reader whatever they are. */
@Timeout(300)
class SuiteTest {

    @Test
    void noFileOfTheSuiteBreaksAReader() throws IOException {
        byte[] packed = Files.readAllBytes(SharedData.require("suites/hostile.tar.gz"));
        Reader gzip = Reader.read(Format.GZIP, packed);
        Reader tar =
                Reader.read(
                        Format.TAR,
                        gzip.entries.getFirst().content().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(tar.entries).hasSizeGreaterThan(1_000);
        for (Reader.Seen file : tar.entries) {
            byte[] octets = file.content().getBytes(StandardCharsets.ISO_8859_1);
            for (Format format : List.of(Format.ZIP, Format.TAR, Format.GZIP)) {
                assertThatNoException()
                        .as("%s as %s", file.head().name(), format)
                        .isThrownBy(() -> Reader.read(format, octets));
            }
        }
    }
}
