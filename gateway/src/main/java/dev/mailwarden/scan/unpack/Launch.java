package dev.mailwarden.scan.unpack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a worker is started: the same Java, the worker's own class path, no shell, no environment.
 *
 * @param java the program
 * @param classPath the worker and what it needs, and nothing of the gateway
 * @param acceptsLess whether a worker may work where the kernel lacks a part of the confinement
 */
public record Launch(Path java, List<Path> classPath, boolean acceptsLess) {

    private static final String MAIN = "dev.mailwarden.unpack.Worker";

    /** A small heap with the collector of least threads, and nothing that opens files later. */
    private static final List<String> OPTIONS =
            List.of(
                    "-Xms32m",
                    "-Xmx96m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=32m",
                    "-XX:CompressedClassSpaceSize=32m",
                    "-XX:-UsePerfData",
                    "-XX:+DisableAttachMechanism",
                    "-XX:-UseContainerSupport",
                    "-XX:-UseDynamicNumberOfCompilerThreads",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-CreateCoredumpOnCrash",
                    "-Duser.timezone=UTC",
                    "--enable-native-access=ALL-UNNAMED");

    public Launch {
        classPath = List.copyOf(classPath);
    }

    Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(OPTIONS);
        command.add("-cp");
        command.add(
                classPath.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.add(acceptsLess ? "available" : "required");
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }
}
