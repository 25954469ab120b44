package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.DiffArguments;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden diff}. */
@Command(
        name = "diff",
        description = {
            "Show what differs: without revisions, between the settings in force and the file that"
                    + " the gateway was started with; with one, between it and the settings in"
                    + " force."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden diff",
            "  mailwarden diff 7",
            "  mailwarden diff 7 9"
        })
final class DiffCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Parameters(index = "0", arity = "0..1", paramLabel = "OLD", description = "A revision.")
    private Optional<Long> old = Optional.empty();

    @Parameters(index = "1", arity = "0..1", paramLabel = "NEW", description = "A revision.")
    private Optional<Long> young = Optional.empty();

    @Override
    public Integer call() {
        return options.show(
                Call.DIFF, new DiffArguments(old, young), "", row -> options.say(row.text()));
    }
}
