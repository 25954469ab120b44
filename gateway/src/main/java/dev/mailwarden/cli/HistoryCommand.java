package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.HistoryArguments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailwarden history}. */
@Command(
        name = "history",
        description = "List the revisions of the settings, the newest first.",
        footer = {
            "",
            "Examples:",
            "  mailwarden history",
            "  mailwarden history --before 40 --limit 10"
        })
final class HistoryCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--before", paramLabel = "N", description = "Only those before this revision.")
    private long before = Long.MAX_VALUE;

    @Override
    public Integer call() {
        Table table = new Table("REVISION", "TIME", "AUTHOR", "", "COMMENT");
        return options.call(
                Call.HISTORY,
                new HistoryArguments(before, limit),
                table,
                row ->
                        table.add(
                                row.revision(),
                                row.at(),
                                row.author(),
                                row.inForce() ? "in force" : "",
                                row.comment()));
    }
}
