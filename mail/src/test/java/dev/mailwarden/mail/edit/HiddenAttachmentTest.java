package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attachment that was found is seen by nobody once it is removed (mime-is-broken, J-09). */
class HiddenAttachmentTest {

    private static final String NAMES =
            """
            import email, sys
            for path in sys.stdin.read().split("\\n"):
                if path:
                    with open(path, "rb") as file:
                        for part in email.message_from_bytes(file.read()).walk():
                            named = str(part.get_filename()) + str(part.get_params())
                            if ".zip" in named.lower() or part.get_content_maintype() == "application":
                                print(path, named)
            """;

    @TempDir Path directory;

    @Test
    void aRemovedAttachmentIsSeenByNoReader() throws Exception {
        int removed = 0;
        var list = new StringBuilder();
        for (var file :
                TarArchive.read(SharedData.require("suites").resolve("hostile.tar.gz"))
                        .entrySet()) {
            if (file.getKey().contains("/mime-is-broken-filename/")) {
                Message message = Altering.parse(file.getValue());
                List<Part> banned =
                        message.parts().stream().filter(HiddenAttachmentTest::isBanned).toList();
                if (!banned.isEmpty()) {
                    byte[] after = without(file.getValue(), banned);
                    assertThat(Altering.parse(after).parts())
                            .as(file.getKey())
                            .noneMatch(HiddenAttachmentTest::isBanned);
                    isGone(banned, after);
                    Path changed = directory.resolve(Integer.toString(removed++));
                    Files.write(changed, after);
                    list.append(changed).append('\n');
                }
            }
        }
        assertThat(removed).isEqualTo(124);
        assertThat(pythonSees(list.toString())).isEmpty();
    }

    private static boolean isBanned(Part part) {
        return part.names().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(".zip"));
    }

    private static byte[] without(byte[] message, List<Part> banned) {
        return Altering.octets(
                message,
                change -> banned.forEach(part -> change.removePart(part.path(), "Removed.")));
    }

    private static void isGone(List<Part> banned, byte[] after) throws IOException {
        for (Part part : banned) {
            Range body = part.bodyRange();
            byte[] octets =
                    part.source()
                            .copy(new Range(body.start(), Math.min(body.end(), body.start() + 60)));
            String beginning = Altering.latin(octets).strip();
            if (beginning.length() > 20) {
                assertThat(Altering.latin(after)).doesNotContain(beginning);
            }
        }
    }

    private String pythonSees(String list) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no Python");
        Path script = Files.writeString(directory.resolve("names.py"), NAMES);
        Path said = directory.resolve("said");
        int code =
                new ProcessBuilder("/usr/bin/python3", script.toString())
                        .redirectInput(Files.writeString(directory.resolve("list"), list).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor();
        assertThat(code).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }
}
