package dev.mailwarden.cli;

import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.SwitchArguments;
import dev.mailwarden.operate.Switches.Flow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mailwarden switch}. */
@Command(
        name = "switch",
        description = {
            "Switch receiving or sending off and on, or show how they are. What is off stays off"
                    + " over a restart. While receiving is off, clients are told to come back later;"
                    + " while sending is off, what was accepted waits."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden switch",
            "  mailwarden switch receiving off",
            "  mailwarden switch sending on"
        })
final class SwitchCommand implements Callable<Integer> {

    private static final List<String> FLOWS = Arrays.stream(Flow.values()).map(Flow::word).toList();

    @Mixin private Options options = new Options();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "receiving or sending.")
    private Optional<String> what = Optional.empty();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "on|off",
            description = "How it is to be.")
    private Optional<String> how = Optional.empty();

    @Override
    public Integer call() {
        if (what.isPresent() && !FLOWS.contains(what.get())) {
            throw options.misuse("what is switched is " + String.join(" or ", FLOWS));
        }
        if (what.isPresent() && how.filter(List.of("on", "off")::contains).isEmpty()) {
            throw options.misuse("say on or off");
        }
        Table table = new Table("WHAT", "STATE");
        return options.call(
                Call.SWITCH,
                new SwitchArguments(what.orElse(""), how.map("on"::equals)),
                table,
                row -> table.add(row.flow(), row.on() ? "on" : "off"));
    }
}
