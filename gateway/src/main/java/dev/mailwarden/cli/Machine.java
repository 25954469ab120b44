package dev.mailwarden.cli;

import dev.mailwarden.mail.smtp.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the Linux kernel says of this machine and process. */
public final class Machine {

    private final Path proc;

    /**
     * Reads below a directory.
     *
     * @param proc {@code /proc}, except in tests
     */
    public Machine(Path proc) {
        this.proc = proc;
    }

    /** Whether this process has the rights of root; it is taken to have them if unknown. */
    boolean isRoot() {
        try {
            return Files.readAllLines(proc.resolve("self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.substring(4).strip().split("\\s+", -1))
                    .noneMatch(uids ->
                            uids.length > 1 && !uids[0].equals("0") && !uids[1].equals("0"));
        } catch (IOException e) {
            return true;
        }
    }

    /** The machine's name, for a first configuration. */
    Domain hostName() throws IOException {
        String name = Files.readString(proc.resolve("sys/kernel/hostname")).strip();
        return Domain.parse(name)
                .filter(domain -> !domain.isAddressLiteral())
                .orElse(new Domain("localhost"));
    }
}
