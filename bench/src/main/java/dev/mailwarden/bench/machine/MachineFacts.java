package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What figures depend on: hardware, kernel, file system and versions; no paths. */
public final class MachineFacts {

    private MachineFacts() {}

    /** {@return one fact a line} */
    public static List<String> lines(Path checkout, Path directory)
            throws IOException, InterruptedException {
        var lines = new ArrayList<String>();
        lines.add("cpu:         %s, %d cores".formatted(cpuModel(), processors()));
        lines.add("memory:      " + field("/proc/meminfo", "MemTotal"));
        lines.add("load before: %s (1, 5, 15 minutes)".formatted(loadAverage()));
        lines.add("kernel:      " + System.getProperty("os.version"));
        lines.add("file system: " + fileSystem(directory));
        lines.add("java:        " + System.getProperty("java.vm.version"));
        lines.add("postfix:     " + (Command.exists("postconf") ? Postfix.version() : "none"));
        lines.add("product:     " + revision(checkout));
        return lines;
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String cpuModel() throws IOException {
        return field("/proc/cpuinfo", "model name");
    }

    /** The value of the first line {@code name : value}. */
    private static String field(String file, String name) throws IOException {
        String text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** Above 0 by what else the machine does: figures of a busy machine are lower bounds. */
    private static String loadAverage() throws IOException {
        String text = Files.readString(Path.of("/proc/loadavg"));
        return String.join(" ", List.of(text.split(" ", -1)).subList(0, 3));
    }

    private static String fileSystem(Path directory) throws IOException {
        return Files.getFileStore(directory).type();
    }

    private static String revision(Path checkout) throws IOException, InterruptedException {
        if (!Files.exists(checkout.resolve(".git"))) {
            return "not under version control";
        }
        String top = checkout.toString();
        String commit = Command.output("git", "-C", top, "rev-parse", "--short=12", "HEAD").strip();
        boolean changed =
                !Command.output("git", "-C", top, "status", "--porcelain", "--untracked-files=no")
                        .isBlank();
        return commit + (changed ? " and uncommitted changes" : "");
    }
}
