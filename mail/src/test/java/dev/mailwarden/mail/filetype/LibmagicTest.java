package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our answers beside those of libmagic, over files that others made to be hard. Where libmagic has
 * no opinion there is nothing to compare; where the two differ, {@code libmagic.txt} says why.
 */
class LibmagicTest {

    private static final Set<String> NO_OPINION =
            Set.of("application/octet-stream", "text/plain", "inode/x-empty");

    /** Words of libmagic for our types, and files about which we differ. */
    private record Known(Map<String, Set<String>> words, Set<String> deviations) {}

    @TempDir private Path directory;

    @Test
    void saysWhatLibmagicSaysOrWhyNot() throws IOException, InterruptedException {
        Map<String, byte[]> files = TarArchive.read(SharedData.require("suites/hostile.tar.gz"));
        List<String> names = List.copyOf(files.keySet());
        List<String> magic = magic(names, files);
        Known known = known();
        var differ = new ArrayList<String>();
        int compared = 0;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            FileType ours = new TypeDetector().detect(Window.of(files.get(name))).primary();
            if (!NO_OPINION.contains(magic.get(i))) {
                compared++;
                if (!agree(ours, magic.get(i), known) && !known.deviations().contains(name)) {
                    differ.add("%s: %s, we %s".formatted(name, magic.get(i), ours.id()));
                }
            }
        }
        assertThat(compared).isGreaterThan(500);
        assertThat(differ).isEmpty();
    }

    private static boolean agree(FileType ours, String magic, Known known) {
        return ours.mediaTypes().contains(magic)
                || known.words().getOrDefault(ours.id(), Set.of()).contains(magic);
    }

    private List<String> magic(List<String> names, Map<String, byte[]> files)
            throws IOException, InterruptedException {
        for (int i = 0; i < names.size(); i++) {
            Files.write(directory.resolve("f" + i), files.get(names.get(i)));
        }
        Path list = directory.resolve("list");
        var lines = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            lines.add(directory.resolve("f" + i).toString());
        }
        Files.write(list, lines);
        Path answer = directory.resolve("answer");
        try {
            int exit =
                    new ProcessBuilder("file", "-b", "--mime-type", "-f", list.toString())
                            .redirectOutput(answer.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            assertThat(exit).isZero();
        } catch (IOException e) {
            assumeTrue(false, "no program file: " + e.getMessage());
        }
        return Files.readAllLines(answer);
    }

    private static Known known() throws IOException {
        try (InputStream in = LibmagicTest.class.getResourceAsStream("libmagic.txt")) {
            List<String> lines =
                    new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .toList();
            return new Known(
                    lines.stream()
                            .filter(line -> line.contains("="))
                            .map(line -> line.split("\\s*=\\s*", 2))
                            .collect(
                                    Collectors.toMap(
                                            row -> row[0], row -> Set.of(row[1].split(" ")))),
                    lines.stream()
                            .filter(line -> !line.contains("="))
                            .map(line -> line.substring(0, line.indexOf("  ")))
                            .collect(Collectors.toSet()));
        }
    }
}
