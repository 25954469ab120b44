package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.load.Words;
import dev.mailwarden.bench.machine.Helper;
import dev.mailwarden.bench.machine.SmtpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A generator and a sink, with a server between them for each measurement. */
final class Bed implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final Duration AFTERMATH = Duration.ofMillis(500);

    private final Helper sink;
    private final Helper generator;
    private final Path acks;
    private final Report report;

    Bed(Place place) throws IOException {
        sink = place.sink("127.0.0.1", 0);
        generator = place.generator();
        acks = place.directory().resolve("acks");
        report = place.report();
    }

    int sinkPort() {
        return (int) sink.greeting().number("port");
    }

    /**
     * Sends for a while and waits until all that was acknowledged has arrived. The CPU time
     * includes what a server does within half a second after the last arrival.
     *
     * @param manner further words for the generator
     */
    Measurement measure(SmtpServer server, int sessions, Kind kind, Duration time, String manner)
            throws IOException, InterruptedException {
        sink.ask("reset");
        Duration before = server.cpu();
        Words sent =
                generator.ask(
                        "run port=%d sessions=%d kind=%s seconds=%s acks=%s %s"
                                .formatted(
                                        server.port(),
                                        sessions,
                                        kind,
                                        time.toMillis() / 1000.0,
                                        acks,
                                        manner));
        drain(sent.number("acked"));
        Thread.sleep(AFTERMATH);
        Duration used = server.cpu().minus(before);
        var measurement =
                Measurement.of(sent, sink.ask("check acks=" + acks), used.toNanos() / 1e9);
        if (measurement.wrong() > 0) {
            report.line("wrong: " + sent + " " + sink.askText("examples"));
        }
        return measurement;
    }

    /** Waits for a number of arrivals, as long as there is progress. */
    private void drain(long expected) throws IOException, InterruptedException {
        long arrived = -1;
        long lastProgress = System.nanoTime();
        while (arrived < expected && System.nanoTime() - lastProgress < DRAIN.toNanos()) {
            long now = sink.ask("count").number("arrived");
            if (now > arrived) {
                arrived = now;
                lastProgress = System.nanoTime();
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        try (sink;
                generator) {
            report.progress("generator and sink end");
        }
    }
}
