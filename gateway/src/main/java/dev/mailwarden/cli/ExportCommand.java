package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.ExportArguments;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden export}. */
@Command(
        name = "export",
        description = {
            "Write the settings of a revision as a file that apply takes again. Files that they"
                    + " name, with mailboxes or passwords, are named and not written."
        },
        footer = {"", "Examples:", "  mailwarden export >settings.yaml", "  mailwarden export 7"})
final class ExportCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Parameters(
            arity = "0..1",
            paramLabel = "REVISION",
            description = "Its number (default: the one in force).")
    private Optional<Long> revision = Optional.empty();

    @Override
    public Integer call() {
        return options.show(
                Call.EXPORT, new ExportArguments(revision), "", row -> options.say(row.text()));
    }
}
