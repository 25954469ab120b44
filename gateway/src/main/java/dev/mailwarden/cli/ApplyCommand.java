package dev.mailwarden.cli;

import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.ApplyArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden apply}. */
@Command(
        name = "apply",
        description = {
            "Put the settings of a file in force: all of them, or none if there is an error. What"
                    + " changes is shown and kept as a revision. Relative paths in the file begin"
                    + " at its directory, and files that it names must be readable for the"
                    + " gateway."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden apply",
            "  mailwarden apply --dry-run",
            "  mailwarden apply new.yaml --comment 'a second domain'"
        })
final class ApplyCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();
    @Mixin private Origin origin = new Origin();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "A whole configuration, or settings: alone (default: the file that the gateway"
                            + " was started with).")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
        Optional<Path> absolute = file.map(path -> path.toAbsolutePath().normalize());
        String text = "";
        if (file.isPresent()) {
            try {
                text = ConfigurationFile.text(file.get());
            } catch (IOException e) {
                options.complain(file.get() + " " + ConfigurationFile.fault(e));
                return ExitCode.CONFIG;
            }
        }
        return options.show(
                Call.APPLY,
                new ApplyArguments(
                        absolute.map(Path::toString),
                        origin.author(),
                        origin.comment(),
                        origin.dryRun()),
                text,
                row -> options.say(row.text()));
    }
}
