package dev.mailwarden.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The sink as a process of its own: arguments {@code host port chunking}.
 *
 * <p>Commands: {@code reset}; {@code count}, answered {@code arrived= duplicated= altered= foreign=
 * first= last= cpu=}; {@code check acks=FILE}, the same and {@code acked= lost=}; {@code examples},
 * the first few things that were wrong.
 */
public final class Sink {

    private final Ledger ledger = new Ledger();
    private long cpuAtReset;

    private Sink() {}

    /** Serves mail and commands until the end of standard input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var sink = new Sink();
        boolean chunking = Boolean.parseBoolean(arguments[2]);
        try (var server =
                new SinkServer(
                        arguments[0], Integer.parseInt(arguments[1]), chunking, sink.ledger)) {
            Control.serve("ready port=" + server.port(), sink::answer);
        }
    }

    private String answer(String command, Words words) throws IOException {
        return switch (command) {
            case "reset" -> {
                ledger.reset();
                cpuAtReset = Control.cpuMillis();
                yield "ok";
            }
            case "count" -> count();
            case "check" -> {
                var ids =
                        AckLog.read(Path.of(words.text("acks"))).stream()
                                .map(AckLog.Ack::id)
                                .toList();
                var balance = ledger.balance(ids);
                yield count() + " acked=" + balance.acked() + " lost=" + balance.lost();
            }
            case "examples" -> String.join("; ", ledger.examples());
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    private String count() {
        var count = ledger.count();
        return String.format(
                Locale.ROOT,
                "arrived=%d duplicated=%d altered=%d foreign=%d first=%d last=%d cpu=%d",
                count.arrived(),
                count.duplicated(),
                count.altered(),
                count.foreign(),
                count.firstNanos(),
                count.lastNanos(),
                Control.cpuMillis() - cpuAtReset);
    }
}
