package dev.mailwarden.cli;

import dev.mailwarden.observe.Inert;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code mailwarden} with all its subcommands. */
@Command(
        name = "mailwarden",
        description = "A secure mail gateway.",
        mixinStandardHelpOptions = true,
        versionProvider = Mailwarden.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not found, or failed",
            "64:the command was not understood",
            "69:no gateway is running, or the database of its settings does not answer",
            "77:not as this user",
            "78:the configuration has errors"
        })
public final class Mailwarden implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    private Mailwarden() {}

    /**
     * The command, ready to be executed with the arguments of the process.
     *
     * @param random unpredictable, for what is kept secret
     */
    public static CommandLine command(
            GatewayStarter starter,
            Machine machine,
            RandomGenerator random,
            PrintWriter out,
            PrintWriter err) {
        return new CommandLine(new Mailwarden())
                .addSubcommand(new RunCommand(starter, machine))
                .addSubcommand(new DemoCommand(starter))
                .addSubcommand(new CheckConfigCommand())
                .addSubcommand(new QueueCommand())
                .addSubcommand(new TraceCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ApplyCommand())
                .addSubcommand(new HistoryCommand())
                .addSubcommand(new DiffCommand())
                .addSubcommand(new RollbackCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new ReloadCommand())
                .addSubcommand(new SwitchCommand())
                .addSubcommand(new DrainCommand())
                .addSubcommand(new UsersCommand(random))
                .addSubcommand(new VersionCommand())
                .addSubcommand(new HelpCommand())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, _) -> {
                    String text = Optional.ofNullable(e.getMessage()).orElse(e.toString());
                    command.getErr().println("mailwarden: " + Inert.text(text));
                    return ExitCode.FAILED;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    @Command(name = "version", description = "Show the version.")
    static final class VersionCommand implements Runnable {

        @Spec private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            spec.root().commandLine().printVersionHelp(spec.commandLine().getOut());
        }
    }

    /** From the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Mailwarden.class.getPackage().getImplementationVersion();
            return new String[] {
                "Mailwarden " + Optional.ofNullable(version).orElse("(not packaged)"),
                "Java " + Runtime.version()
            };
        }
    }
}
