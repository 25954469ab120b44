package dev.mailwarden.cli;

import dev.mailwarden.operate.AuditRow;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.Redirection;
import dev.mailwarden.operate.Calls.SwitchArguments;
import dev.mailwarden.operate.Switches.Flow;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailwarden drain}. */
@Command(
        name = "drain",
        description = {
            "Empty a gateway, to take it out of service: switch receiving off, and try everything"
                    + " that waits at once, or send it to another gateway. Run it again to see what"
                    + " is left; it ends with 0 when nothing is."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden drain",
            "  mailwarden drain --to other-gateway.example.org --tls require",
            "  mailwarden switch receiving on"
        })
final class DrainCommand implements Callable<Integer> {

    private static final int ALL = 1_000_000;

    @Mixin private Options options = new Options();

    @Option(
            names = "--to",
            paramLabel = "HOST[:PORT]",
            description = "Send what waits there, instead of where the routes say.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--tls",
            paramLabel = "POLICY",
            description =
                    "How that host is spoken to, as in settings.routes (default:"
                            + " ${DEFAULT-VALUE}).")
    private String tls = "attempt";

    @Override
    public Integer call() {
        int code =
                options.ask(
                        Call.SWITCH,
                        new SwitchArguments(Flow.RECEIVING.word(), Optional.of(false)),
                        _ -> {});
        if (code == ExitCode.OK) {
            code = moveOn();
        }
        return code == ExitCode.OK ? countTheRest() : code;
    }

    /** What is being tried at this moment may be left out, and comes up at the next run. */
    private int moveOn() {
        QueueFilter everything = QueueFilter.everything(ALL);
        return to.isPresent()
                ? options.ask(
                        Call.QUEUE_REDIRECT,
                        new Redirection(everything, to.get(), tls, false),
                        _ -> {})
                : options.ask(Call.QUEUE_RETRY, everything, _ -> {});
    }

    private int countTheRest() {
        AtomicReference<Optional<AuditRow>> found = new AtomicReference<>(Optional.empty());
        int code =
                options.ask(
                        Call.QUEUE_AUDIT, new NoArguments(), row -> found.set(Optional.of(row)));
        long queued = found.get().map(AuditRow::queued).orElse(0L);
        long held = found.get().map(AuditRow::held).orElse(0L);
        options.say("receiving is off; %d recipients wait, %d are held".formatted(queued, held));
        return code == ExitCode.OK && queued + held > 0 ? ExitCode.FAILED : code;
    }
}
