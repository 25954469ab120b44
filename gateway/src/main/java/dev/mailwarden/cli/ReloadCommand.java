package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.NoArguments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mailwarden reload}. */
@Command(
        name = "reload",
        description = {
            "Make changes under settings: effective, and read the certificate again. If the file has"
                    + " errors, the gateway keeps the settings it has; if the certificate has, that."
        })
final class ReloadCommand implements Callable<Integer> {

    @Mixin private Options options = new Options();

    @Override
    public Integer call() {
        Table table = new Table("SEVERITY", "TEXT");
        return options.call(
                Call.RELOAD,
                new NoArguments(),
                table,
                row -> table.add(row.severity(), row.text()));
    }
}
