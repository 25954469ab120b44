package dev.mailwarden.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A control group below that of the tests, with less memory (cgroups(7)); made by root only. */
final class MemoryGroup implements AutoCloseable {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path directory;
    private final Version version;

    private MemoryGroup(Path directory, Version version) {
        this.directory = directory;
        this.version = version;
    }

    /** The two interfaces of the kernel. */
    private enum Version {
        V1(":memory:", "memory", "memory.limit_in_bytes", "memory.oom_control"),
        V2("0::", "", "memory.max", "memory.events");

        private final String mark;
        private final String mount;
        private final String limit;
        private final String events;

        Version(String mark, String mount, String limit, String events) {
            this.mark = mark;
            this.mount = mount;
            this.limit = limit;
            this.events = events;
        }

        /** The directory of this process's group, if the kernel is spoken to in this way. */
        Optional<Path> own() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .filter(line -> line.contains(mark))
                    .map(line -> line.substring(line.indexOf(mark) + mark.length()))
                    .map(group -> ROOT.resolve(mount).resolve(group.substring(1)))
                    .filter(Files::isDirectory)
                    .findFirst();
        }
    }

    /** Makes one; skips the test where that is not possible. */
    static MemoryGroup ofMebibytes(int mebibytes) throws IOException {
        for (Version version : Version.values()) {
            Optional<Path> own = version.own();
            if (own.isPresent() && Files.isWritable(own.get())) {
                Path directory = own.get().resolve("mailwarden-" + ProcessHandle.current().pid());
                Optional<MemoryGroup> made = make(directory, version, mebibytes);
                if (made.isPresent()) {
                    return made.get();
                }
            }
        }
        return Assumptions.abort("needs a control group for memory that it can divide");
    }

    private static Optional<MemoryGroup> make(Path directory, Version version, int mebibytes)
            throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            Path limit = directory.resolve(version.limit);
            if (Files.exists(limit)) {
                Files.writeString(limit, Long.toString(mebibytes * 1_048_576L));
                return Optional.of(new MemoryGroup(directory, version));
            }
        } catch (IOException e) {
            Files.delete(directory);
            throw e;
        }
        Files.delete(directory);
        return Optional.empty();
    }

    /** {@return a program that starts another in this group} */
    List<String> under() {
        return List.of(
                "sh",
                "-c",
                "echo $$ >'" + directory.resolve("cgroup.procs") + "' && exec \"$@\"",
                "sh");
    }

    /** {@return how many processes of this group the kernel has killed} */
    long kills() throws IOException {
        return Files.readAllLines(directory.resolve(version.events)).stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory);
    }
}
