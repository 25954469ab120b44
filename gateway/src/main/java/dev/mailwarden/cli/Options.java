package dev.mailwarden.cli;

import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.ControlClient;
import dev.mailwarden.operate.Ending;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that speak to a running gateway, and how these speak. */
final class Options {

    /** An audit of millions of entries takes its time, and so do modules: 5 minutes at most. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The gateway's configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("mailwarden.yaml");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The gateway's data directory, if there is no configuration to name it.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", description = "Show each row as one line of JSON.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Calls the gateway and shows the rows as JSON, or as a table that is filled by a function. */
    <A, R> int call(Call<A, R> call, A arguments, Table table, Consumer<R> toTable) {
        List<R> shown = new ArrayList<>();
        Consumer<R> rows =
                json
                        ? row -> spec.commandLine().getOut().println(ControlClient.json(row))
                        : shown::add;
        return call(
                client -> client.call(call, arguments, rows), () -> print(table, shown, toTable));
    }

    /** Calls the gateway and shows each row as it comes in, as JSON or by a function. */
    <A, R> int show(Call<A, R> call, A arguments, String text, Consumer<R> shown) {
        return call(client -> client.call(call, arguments, text, orJson(shown)), () -> {});
    }

    /**
     * The same with octets that the gateway may ask for.
     *
     * @param octets as many as the arguments say
     */
    <A, R> int show(Call<A, R> call, A arguments, InputStream octets, Consumer<R> shown) {
        return call(client -> client.call(call, arguments, octets, orJson(shown)), () -> {});
    }

    private <R> Consumer<R> orJson(Consumer<R> shown) {
        return json ? row -> spec.commandLine().getOut().println(ControlClient.json(row)) : shown;
    }

    /** Calls the gateway for what only this program wants to know; rows are not shown. */
    <A, R> int ask(Call<A, R> call, A arguments, Consumer<R> rows) {
        return call(client -> client.call(call, arguments, rows), () -> {});
    }

    void say(String text) {
        spec.commandLine().getOut().println(text);
    }

    private <R> void print(Table table, List<R> rows, Consumer<R> toTable) {
        rows.forEach(toTable);
        if (!table.isEmpty()) {
            table.print(spec.commandLine().getOut());
        }
    }

    /** Speaks to a gateway. */
    private interface Talk {
        Ending with(ControlClient client) throws ControlClient.UnavailableException;
    }

    private int call(Talk talk, Runnable atEnd) {
        Optional<Path> directory = data.or(() -> ConfigurationFile.dataDirectory(config));
        if (directory.isEmpty()) {
            complain(
                    (Files.exists(config)
                                    ? config + " does not name a data directory"
                                    : "there is no " + config)
                            + "; use --config or --data");
            return ExitCode.CONFIG;
        }
        try {
            Ending ending = talk.with(new ControlClient(directory.get(), PATIENCE));
            atEnd.run();
            if (!ending.text().isEmpty()) {
                complain(ending.text());
            }
            return ExitCode.of(ending);
        } catch (ControlClient.UnavailableException e) {
            complain(Optional.ofNullable(e.getMessage()).orElse("no gateway answers"));
            return ExitCode.UNAVAILABLE;
        }
    }

    /** For arguments that do not fit together. */
    ParameterException misuse(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    void complain(String text) {
        spec.commandLine().getErr().println("mailwarden: " + text);
    }
}
