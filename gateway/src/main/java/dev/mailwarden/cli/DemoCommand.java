package dev.mailwarden.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mailwarden demo}. */
@Command(
        name = "demo",
        description = {
            "Start a gateway on high ports with a server behind it, send it samples, and show what"
                    + " became of each. Needs no configuration and leaves nothing behind."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--exit",
            description = "Stop then; the exit code is 0 only if all went as it should.")
    private boolean exit;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final GatewayStarter starter;

    DemoCommand(GatewayStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return starter.demo(exit, spec.commandLine().getOut());
    }
}
