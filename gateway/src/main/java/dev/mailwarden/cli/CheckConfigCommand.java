package dev.mailwarden.cli;

import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.Problem;
import dev.mailwarden.config.Reading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailwarden check-config}. */
@Command(
        name = "check-config",
        description = "Say everything that is wrong with a configuration file.",
        footer = {"", "Example:", "  mailwarden check-config /etc/mailwarden/mailwarden.yaml"})
final class CheckConfigCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("mailwarden.yaml");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Problem> problems =
                switch (ConfigurationFile.read(file)) {
                    case Reading.Valid(_, List<Problem> warnings) -> warnings;
                    case Reading.Invalid(List<Problem> all) -> all;
                };
        problems.forEach(out::println);
        long errors = problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
        out.println(errors == 0 ? file + " can be used" : file + " cannot be used");
        return errors == 0 ? ExitCode.OK : ExitCode.CONFIG;
    }
}
