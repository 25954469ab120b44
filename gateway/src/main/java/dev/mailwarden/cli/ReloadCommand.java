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
            "Read again what lies in files of its own: the certificate, and the files of mailboxes"
                    + " and passwords that the settings in force name. What cannot be used is said,"
                    + " and what was in force stays. Settings themselves are changed by apply."
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
