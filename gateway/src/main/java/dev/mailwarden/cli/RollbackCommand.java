package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.RollbackArguments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden rollback}. */
@Command(
        name = "rollback",
        description = {
            "Put the settings of an older revision in force again, as a new revision. They are"
                    + " checked as a file is, with the files that they name."
        },
        footer = {"", "Example:", "  mailwarden rollback 7 --comment 'the new rule was wrong'"})
final class RollbackCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();
    @Mixin private Origin origin = new Origin();

    @Parameters(paramLabel = "REVISION", description = "Its number, as history shows it.")
    private long revision;

    @Override
    public Integer call() {
        return options.show(
                Call.ROLLBACK,
                new RollbackArguments(revision, origin.author(), origin.comment(), origin.dryRun()),
                "",
                row -> options.say(row.text()));
    }
}
