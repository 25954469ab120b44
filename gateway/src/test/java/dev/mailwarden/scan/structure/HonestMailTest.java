package dev.mailwarden.scan.structure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.Scale;
import dev.mailwarden.message.Finding;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.Subject;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail that people wrote, with all its faults, is no threat (S-07: at most 0.1 %). */
class HonestMailTest {

    private static final int BLOCK = 512;
    private static final int PER_ARCHIVE = Scale.of(1_500, Integer.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ham-csdmc2010",
                "ham-enron",
                "ham-hawkyvan",
                "ham-list-archives",
                "ham-spamassassin"
            })
    void isNotTakenForAThreat(String name) throws Exception {
        Path archive = Path.of("..", "..", "shared", "corpus", name + ".tar.zst");
        assumeTrue(Files.exists(archive), "no corpus");
        assumeTrue(Files.exists(Path.of("/usr/bin/zstd")), "zstd is not installed");
        var process = new ProcessBuilder("zstd", "-dcq", archive.toString()).start();
        List<String> threats = new ArrayList<>();
        int messages = 0;
        try (var tar = new DataInputStream(process.getInputStream())) {
            byte[] head = tar.readNBytes(BLOCK);
            while (head.length == BLOCK && head[0] != 0 && messages < PER_ARCHIVE) {
                int length = Integer.parseInt(new String(head, 124, 11, US_ASCII).strip(), 8);
                byte[] file = tar.readNBytes(length);
                tar.readNBytes((BLOCK - length % BLOCK) % BLOCK);
                if (head[156] == '0' && length > 0) {
                    messages++;
                    for (Finding finding : threats(file)) {
                        threats.add(new String(head, 0, 80, US_ASCII).strip() + " " + finding);
                    }
                }
                head = tar.readNBytes(BLOCK);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(messages).isGreaterThan(10);
        assertThat(threats).hasSizeLessThanOrEqualTo(messages / 1_000);
    }

    private static List<Finding> threats(byte[] mail) throws IOException, InterruptedException {
        try (Subject subject = Samples.subject(mail)) {
            return Structure.threats(subject);
        }
    }
}
