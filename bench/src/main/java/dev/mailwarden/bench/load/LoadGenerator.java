package dev.mailwarden.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The load generator as a process of its own.
 *
 * <p>Command {@code run port= sessions= kind= seconds= acks=FILE [count=] [messages=] [domains=]
 * [tls=PROTOCOL]}: sends, waits for every answer, writes the acknowledgements and answers {@code
 * acked= refused= broken= unreachable= first= p50= p99= served= resumed= cpu= trouble=}; {@code
 * served} is the 99th percentile from a session's connect to its first 250.
 */
public final class LoadGenerator {

    private static final Duration LONGEST_END = Duration.ofMinutes(3);

    /** One of a protocol for all runs: what a run before got is resumed. */
    private static final Map<String, TlsClient> CLIENTS = new ConcurrentHashMap<>();

    private LoadGenerator() {}

    /** Serves commands until the end of standard input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Control.serve("ready", LoadGenerator::answer);
    }

    private static String answer(String command, Words words)
            throws IOException, InterruptedException {
        if (!command.equals("run")) {
            throw new IllegalArgumentException("unknown command " + command);
        }
        var target =
                new InetSocketAddress(
                        InetAddress.ofLiteral("127.0.0.1"), (int) words.number("port"));
        Duration time = Duration.ofMillis(Math.round(1000 * words.decimal("seconds")));
        var plan =
                new Sender.Plan(
                        target,
                        (int) words.number("sessions"),
                        (int) words.number("messages", 20),
                        Duration.ofMillis(20),
                        Duration.ofMinutes(2),
                        security(words));
        long cpu = Control.cpuMillis();
        long start = System.nanoTime();
        var supply =
                new LoadSupply(
                        Kind.valueOf(words.text("kind")),
                        (int) words.number("domains", 1),
                        words.number("count", 1000000000),
                        start + time.toNanos());
        var tally = new Tally();
        boolean ended;
        try (var sender = new Sender(plan, supply, tally)) {
            sender.start();
            ended = sender.await(time.plus(LONGEST_END));
        }
        List<AckLog.Ack> acks = tally.acks();
        write(Path.of(words.text("acks")), acks);
        return report(tally, acks, start, ended) + " cpu=" + (Control.cpuMillis() - cpu);
    }

    private static Optional<TlsClient> security(Words words) {
        String protocol = words.text("tls", "");
        return protocol.isEmpty()
                ? Optional.empty()
                : Optional.of(CLIENTS.computeIfAbsent(protocol, TlsClient::of));
    }

    private static void write(Path file, List<AckLog.Ack> acks) throws IOException {
        try (var log = new AckLog(file)) {
            acks.forEach(ack -> log.add(ack.id(), ack.startNanos(), ack.ackNanos()));
        }
    }

    private static String report(Tally tally, List<AckLog.Ack> acks, long start, boolean ended) {
        var latencies = Latencies.of(acks);
        var served = Latencies.of(tally.served().stream().mapToLong(Long::longValue).toArray());
        long first = acks.stream().mapToLong(AckLog.Ack::startNanos).min().orElse(start);
        String trouble = ended ? tally.lastTrouble() : "sessions did not end";
        return String.format(
                Locale.ROOT,
                "acked=%d refused=%d broken=%d unreachable=%d first=%d p50=%.3f p99=%.3f served=%.3f resumed=%.4f trouble=%s",
                acks.size(),
                tally.refused(),
                tally.broken(),
                tally.unreachable(),
                first,
                latencies.p50Millis(),
                latencies.p99Millis(),
                served.p99Millis(),
                tally.resumed(),
                trouble.replace(' ', '_'));
    }
}
