package dev.mailwarden.cli;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.DefaultFile;
import dev.mailwarden.config.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mailwarden run}. */
@Command(
        name = "run",
        description = {
            "Run a gateway until it is stopped. If the configuration file does not exist, a"
                    + " commented one that relays nothing is written first. The first start keeps"
                    + " the settings of the file; later ones begin with those that are kept,"
                    + " whatever the file says."
        },
        footer = {"", "Example:", "  mailwarden run --config /etc/mailwarden/mailwarden.yaml"})
final class RunCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("mailwarden.yaml");

    @Option(
            names = "--apply",
            description = "Put the settings of the file in force first, as apply does.")
    private boolean apply;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final GatewayStarter starter;
    private final Machine machine;

    RunCommand(GatewayStarter starter, Machine machine) {
        this.starter = starter;
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        if (machine.isRoot()) {
            err.println(
                    "mailwarden: a gateway does not run as root; give it an account of its own");
            return ExitCode.NO_PERMISSION;
        }
        if (Files.notExists(file)) {
            Path data = file.toAbsolutePath().resolveSibling("mailwarden-data").normalize();
            Files.writeString(
                    file,
                    DefaultFile.text(machine.hostName(), data),
                    StandardOpenOption.CREATE_NEW);
            err.println("mailwarden: wrote " + file + "; it relays nothing until you edit it");
        }
        return switch (ConfigurationFile.read(file)) {
            case Reading.Valid(Configuration configuration, var warnings) -> {
                warnings.forEach(err::println);
                err.flush();
                yield starter.run(file, configuration, apply, err);
            }
            case Reading.Invalid(var problems) -> {
                problems.forEach(err::println);
                yield ExitCode.CONFIG;
            }
        };
    }
}
