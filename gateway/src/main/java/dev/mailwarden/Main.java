package dev.mailwarden;

import ch.qos.logback.classic.Level;
import dev.mailwarden.cli.Machine;
import dev.mailwarden.cli.Mailwarden;
import dev.mailwarden.observe.Logging;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The process. */
public final class Main {

    private Main() {}

    /** Runs one command and ends with its exit code. */
    @SuppressWarnings("SystemOut") // the only place where the process's own streams are named
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code;
        try (Logging _ = Logging.toStandardError(Level.ERROR)) {
            code =
                    Mailwarden.command(
                                    new Starter(),
                                    new Machine(Path.of("/proc")),
                                    new SecureRandom(),
                                    out,
                                    err)
                            .execute(arguments);
        }
        out.flush();
        err.flush();
        System.exit(code);
    }
}
