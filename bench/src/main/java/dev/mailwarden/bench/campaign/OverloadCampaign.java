package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.load.Words;
import dev.mailwarden.bench.machine.Certificate;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Helper;
import dev.mailwarden.bench.machine.IdleClients;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * TRUST-6, R-01, R-02, R-04: what senders notice while as many others as the gateway lets in do
 * nothing, or next to nothing, or knock again and again. The limits are the gateway's own; each
 * crowd comes back a second after it was turned out. Before and after each crowd the senders are
 * alone: what the machine gives changes within a run.
 */
public final class OverloadCampaign implements Campaign {

    /** As many as {@code limits.connections} by default. */
    private static final int CROWD = 10_000;

    private static final int SENDERS = 20;
    private static final int KNOCKS_A_SECOND = 2_000;
    private static final int SOURCES = 10;

    /** What one client may have by default: the next one is refused. */
    private static final int SHARE = 50;

    /** Descriptors that either side needs beside those of the connections. */
    private static final int OTHERS = 1_500;

    private static final double MOST_P99_MILLIS = 500;
    private static final double LEAST_RATIO = 0.8;
    private static final double MOST_HEAP_MIB = 1_024;
    private static final double MOST_OCTETS_A_REFUSAL = 4_096;
    private static final double LEAST_CPU_LEFT = 0.3;

    /**
     * for a client that stays within a command, while there are too many: {@code
     * idle-under-load} by default (SMTP-4), and the time in which the gateway notices.
     */
    private static final double LONGEST_SECONDS = 32;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        int clients = place.size(CROWD, 1_000);
        if (IdleClients.descriptors() < clients + OTHERS) {
            return Result.skipped(
                    "needs %d open files, and may have %d"
                            .formatted(clients + OTHERS, IdleClients.descriptors()));
        }
        try (var bed = new Bed(place);
                var crowd = place.crowd();
                var gateway = start(place, bed, clients)) {
            Result result = new Run(place, bed, crowd, gateway, clients).all();
            gateway.stop();
            return result;
        }
    }

    private static Gateway start(Place place, Bed bed, int clients)
            throws IOException, InterruptedException {
        var config =
                new GatewayConfig(
                        place.fresh("gateway").resolve("data"),
                        Ports.free(),
                        Ports.free(),
                        Ports.free(),
                        GatewayConfig.Relay.TRUSTED,
                        Duration.ofSeconds(1),
                        List.of(),
                        bed.sinkPort(),
                        Optional.of(Certificate.in(place.directory())),
                        clients == CROWD ? List.of() : List.of("connections: " + clients));
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    /**
     * The senders beside a crowd.
     *
     * @param ratio of their rate to that without the crowd
     * @param heapMib live heap with the crowd
     * @param longestSeconds that one of the crowd was in
     */
    private record Beside(
            Measurement senders, double ratio, double heapMib, double longestSeconds) {

        /** Both ways of looking at it: from the connect of a session, from each MAIL. */
        double p99() {
            return Math.max(senders.served(), senders.p99());
        }
    }

    /**
     * The flood alone.
     *
     * @param cpuLeft part of all processors that the gateway left
     * @param octets of heap that a refusal left behind
     */
    private record Flooded(double cpuLeft, double octets, long refused) {}

    /** One gateway from the first sender to the last. */
    private record Run(Place place, Bed bed, Helper crowd, Gateway gateway, int clients) {

        Result all() throws IOException, InterruptedException {
            senders("warming up");
            // First: after a crowd the gateway is short with those who hold the share, for a
            // minute.
            var before = senders("nobody else");
            Flooded flooded = flood();
            var during = senders("a flood");
            crowd.ask("leave");
            gateway.awaitConnections(0);
            Beside idle = beside("idle");
            Beside slow = beside("slow");
            double floodRatio = during.rate() / before.rate();
            List<Measurement> senders = List.of(idle.senders(), slow.senders(), during);
            long lost = senders.stream().mapToLong(Measurement::lost).sum();
            long wrong = senders.stream().mapToLong(Measurement::wrong).sum();
            var result =
                    new Result.Builder()
                            .put("idle_p99_ms", idle.p99())
                            .put("idle_ratio", idle.ratio())
                            .put("slow_p99_ms", slow.p99())
                            .put("slow_ratio", slow.ratio())
                            .put("slow_longest_s", slow.longestSeconds())
                            .put("flood_p99_ms", Math.max(during.served(), during.p99()))
                            .put("flood_ratio", floodRatio)
                            .put("flood_cpu_left", flooded.cpuLeft())
                            .put("refused_octets", flooded.octets())
                            .put("lost", lost)
                            .put("turned_away", wrong - lost)
                            .put("heap_mib", Math.max(idle.heapMib(), slow.heapMib()))
                            .demand(lost == 0, lost + " acknowledged messages did not arrive")
                            .demand(wrong == 0, wrong + " messages or sessions were turned away");
            demand(result, "an idle crowd", idle);
            demand(result, "a slow crowd", slow);
            return result.demand(
                            slow.longestSeconds() <= LONGEST_SECONDS,
                            "a slow client stayed for %.0f s".formatted(slow.longestSeconds()))
                    .demand(floodRatio >= LEAST_RATIO, "a flood slowed the senders down")
                    .demand(flooded.refused() > 0, "the flood was not refused")
                    .demand(flooded.cpuLeft() >= LEAST_CPU_LEFT, "a flood takes the processors")
                    .demand(flooded.octets() <= MOST_OCTETS_A_REFUSAL, "refusals take memory")
                    .build();
        }

        private static void demand(Result.Builder result, String name, Beside beside) {
            result.demand(
                            beside.p99() < MOST_P99_MILLIS,
                            "senders waited %.0f ms beside %s".formatted(beside.p99(), name))
                    .demand(
                            beside.ratio() >= LEAST_RATIO,
                            "%.2f of the rate is left beside %s".formatted(beside.ratio(), name))
                    .demand(
                            beside.heapMib() < MOST_HEAP_MIB,
                            "%.0f MiB of heap with %s".formatted(beside.heapMib(), name));
        }

        private Beside beside(String manner) throws IOException, InterruptedException {
            double before = senders("nobody else").rate();
            crowd.ask("%s port=%d count=%d".formatted(manner, gateway.port(), clients));
            // The gateway may turn out some of them to have room.
            awaitOpen(clients * 4L / 5);
            Measurement senders = senders(clients + " " + manner);
            Words count = crowd.ask("count");
            double heap = gateway.liveHeapMib();
            place.report()
                    .line(
                            String.format(
                                    Locale.ROOT,
                                    "  %d of the crowd were in at the end, %d were ended, %d told so; the"
                                            + " longest was in for %.1f s; live heap %.1f MiB",
                                    count.number("open"),
                                    count.number("ended"),
                                    count.number("told"),
                                    count.decimal("longest"),
                                    heap));
            crowd.ask("leave");
            gateway.awaitConnections(0);
            double alone = (before + senders("nobody else").rate()) / 2;
            return new Beside(senders, senders.rate() / alone, heap, count.decimal("longest"));
        }

        private void awaitOpen(long count) throws IOException, InterruptedException {
            long start = System.nanoTime();
            while (crowd.ask("count").number("open") < count) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException(
                            "fewer than %d of the crowd got in: %s"
                                    .formatted(count, crowd.askText("count")));
                }
                Thread.sleep(50);
            }
        }

        private Flooded flood() throws IOException, InterruptedException {
            double heapBefore = gateway.liveHeapMib();
            crowd.ask(
                    "flood port=%d rate=%d sources=%d each=%d"
                            .formatted(gateway.port(), KNOCKS_A_SECOND, SOURCES, SHARE));
            awaitOpen(SOURCES * SHARE);
            Words first = crowd.ask("count");
            Duration cpu = gateway.cpu();
            long start = System.nanoTime();
            Thread.sleep(time());
            double seconds = (System.nanoTime() - start) / 1e9;
            double used = gateway.cpu().minus(cpu).toNanos() / 1e9 / seconds;
            Words last = crowd.ask("count");
            double heap = gateway.liveHeapMib();
            long refused = last.number("refused") - first.number("refused");
            int processors = Runtime.getRuntime().availableProcessors();
            var flooded =
                    new Flooded(
                            1 - used / processors,
                            Math.max(0, heap - heapBefore)
                                    * 1_048_576
                                    / Math.max(1, last.number("refused")),
                            refused);
            place.report()
                    .line(
                            String.format(
                                    Locale.ROOT,
                                    "%d knocks/s from %d addresses that have %d connections each: %.0f/s"
                                            + " refused, %d let in, %d without an answer; the gateway"
                                            + " takes %.2f of %d processors; live heap %.1f MiB, before"
                                            + " %.1f MiB",
                                    KNOCKS_A_SECOND,
                                    SOURCES,
                                    SHARE,
                                    refused / seconds,
                                    last.number("taken"),
                                    last.number("failed"),
                                    used,
                                    processors,
                                    heap,
                                    heapBefore));
            return flooded;
        }

        private Measurement senders(String beside) throws IOException, InterruptedException {
            var measured = bed.measure(gateway, SENDERS, Kind.KIB4, time(), "");
            place.report()
                    .line(
                            String.format(
                                    Locale.ROOT,
                                    "%d senders beside %s: %.0f messages/s; %.1f ms p99 of a"
                                            + " message, %.1f ms p99 from connect to first 250; %d"
                                            + " lost, %d turned away",
                                    SENDERS,
                                    beside,
                                    measured.rate(),
                                    measured.p99(),
                                    measured.served(),
                                    measured.lost(),
                                    measured.wrong() - measured.lost()));
            return measured;
        }

        private Duration time() {
            return place.time(Duration.ofSeconds(30), Duration.ofSeconds(5));
        }
    }
}
