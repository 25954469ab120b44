package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.TraceArguments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailwarden trace …}. */
@Command(
        name = "trace",
        description = "Tell what happened to mail.",
        footer = {
            "",
            "Examples:",
            "  mailwarden trace 019a0000-0000-7000-8000-000000000000",
            "  mailwarden trace user@example.org",
            "  mailwarden trace '<20260301120000.1@example.org>' --json"
        })
final class TraceCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Parameters(
            paramLabel = "WHAT",
            description = "A journey id, an address, or a Message-ID in <>.")
    private String what = "";

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "At most so many events (default: ${DEFAULT-VALUE}).")
    private int most = 1_000;

    @Override
    public Integer call() {
        Table table = new Table("TIME", "JOURNEY", "EVENT", "FROM", "TO", "PEER", "STATUS", "TEXT");
        return options.call(
                Call.TRACE,
                new TraceArguments(what, most),
                table,
                row ->
                        table.add(
                                row.at(),
                                row.journey(),
                                row.event(),
                                row.sender(),
                                row.recipients(),
                                row.peer(),
                                row.status(),
                                row.text()));
    }
}
