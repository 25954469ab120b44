package dev.mailwarden.e2e.dialogue;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One directory below {@code e2e/cases}.
 *
 * @param setup cases with the same set-up share one gateway
 */
record CaseDirectory(Path path, Setup setup, List<Dialogue> dialogues) {

    CaseDirectory {
        dialogues = List.copyOf(dialogues);
    }

    /**
     * What the gateway is started with.
     *
     * @param zone what its resolver knows
     */
    record Setup(GatewayConfig config, String zone) {}

    /** Reads all cases, by name. */
    static List<CaseDirectory> all() throws IOException {
        Path cases = Path.of(System.getProperty("mailwarden.top", ".."), "e2e", "cases");
        var read = new ArrayList<CaseDirectory>();
        try (Stream<Path> directories = Files.list(cases)) {
            for (Path directory : directories.filter(Files::isDirectory).sorted().toList()) {
                read.add(read(directory));
            }
        }
        return read;
    }

    private static CaseDirectory read(Path directory) throws IOException {
        var setup =
                new Setup(
                        GatewayConfig.standard().with(textOf(directory.resolve("config.yaml"))),
                        textOf(directory.resolve("zone")));
        var dialogues = new ArrayList<Dialogue>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".dialog")).sorted().toList()) {
                dialogues.add(DialogueReader.read(file));
            }
        }
        return new CaseDirectory(directory, setup, dialogues);
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    String name() {
        return path.getName(path.getNameCount() - 1).toString();
    }
}
