package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.mail.RealMail;
import dev.mailwarden.mail.Scale;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Part;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real messages, each with every kind of mark, read by a parser that is not ours. */
class MarkedMailTest {

    private static final String TAG = "[Verd\u00e4chtig]";
    private static final String NOTE = "Bottom note: Gr\u00fc\u00dfe from us.";
    private static final String HTML = "<p>Bottom note: <b>Gr\u00fc\u00dfe</b> from us.</p>";

    /** Shares nothing with what makes the marks; {@code bench/run marks} uses it too. */
    private static final Path COMPARE = Path.of("..", "bench", "compare-marks.py");

    @TempDir Path directory;

    @Test
    void realMailDiffersOnlyWhereTheMarkSays() throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        Map<String, byte[]> messages = RealMail.sample(Scale.of(200, 2_000), corpus);
        List<String> pairs = new ArrayList<>();
        for (var message : messages.entrySet()) {
            mark(message.getKey(), message.getValue(), pairs);
        }
        List<String> wrong = compare(pairs);
        assertThat(pairs).hasSizeGreaterThan(messages.size() * 3);
        assertThat(wrong).isEmpty();
    }

    private void mark(String name, byte[] before, List<String> pairs) throws IOException {
        Path original = directory.resolve(name);
        Files.write(original, before);
        byte[] tagged = Altering.octets(before, change -> change.tagSubject(TAG));
        assertThat(Altering.octets(tagged, change -> change.tagSubject(TAG))).isEqualTo(tagged);
        pairs.add(pair("tag", original, tagged));
        pairs.add(
                pair(
                        "header",
                        original,
                        Altering.octets(
                                before,
                                change -> {
                                    change.addField("X-Mailwarden-Rule", "corpus");
                                    change.deleteFields("X-Mailer");
                                    change.setField("X-Set", "value");
                                })));
        pairs.add(
                pair(
                        "disclaimer",
                        original,
                        Altering.octets(before, change -> change.addText(NOTE, HTML, false))));
        Optional<Part> part = attachment(Altering.parse(before));
        if (part.isPresent()) {
            String path = part.get().path();
            pairs.add(
                    pair(
                            "removal",
                            original,
                            Altering.octets(
                                    before,
                                    change -> change.removePart(path, "This part was removed."))));
        }
    }

    private static Optional<Part> attachment(Message message) {
        return message.parts().stream()
                .filter(part -> part.isLeaf() && part.parent().isPresent())
                .filter(part -> !part.path().contains("~") && !part.bodyRange().isEmpty())
                .filter(part -> part.mediaType().indexOf("message/") != 0)
                .reduce((_, last) -> last);
    }

    private String pair(String kind, Path original, byte[] after) throws IOException {
        Path changed = directory.resolve(original.getFileName() + "." + kind);
        Files.write(changed, after);
        return kind + "\t" + original + "\t" + changed;
    }

    private List<String> compare(List<String> pairs) throws IOException, InterruptedException {
        Path list = directory.resolve("pairs");
        try (Writer out =
                new OutputStreamWriter(Files.newOutputStream(list), StandardCharsets.UTF_8)) {
            for (String pair : pairs) {
                out.write(pair + "\n");
            }
        }
        Path said = directory.resolve("said");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no Python");
        int code =
                new ProcessBuilder("/usr/bin/python3", COMPARE.toString())
                        .redirectInput(list.toFile())
                        .redirectOutput(said.toFile())
                        .redirectError(directory.resolve("errors").toFile())
                        .start()
                        .waitFor();
        assertThat(code).as(Files.readString(directory.resolve("errors"))).isZero();
        List<String> lines = Files.readAllLines(said);
        assertThat(lines).hasSameSizeAs(pairs);
        return lines.stream().filter(line -> !line.endsWith("\t")).toList();
    }
}
