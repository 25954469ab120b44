package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SPEED-6: from the start of the launcher to the first greeting, with an empty queue and the cache
 * of classes that an installation has.
 */
public final class StartCampaign implements Campaign {

    private static final int STARTS = 5;
    private static final double LONGEST_SECONDS = 2;
    private static final double LEAST_CACHED = 0.9;

    /**
     * One start.
     *
     * @param cpuSeconds CPU time that it took, which a busy machine changes less than the time on
     *     the wall
     */
    private record Start(double seconds, double cpuSeconds) {}

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        double cached = cached(place);
        var starts = new ArrayList<Start>();
        for (int i = 0; i < place.size(STARTS, 2); i++) {
            starts.add(start(place, i, Optional.empty()));
        }
        for (Start start : starts) {
            place.report()
                    .line(
                            String.format(
                                    Locale.ROOT,
                                    "start: %.3f s, %.2f s of CPU time",
                                    start.seconds(),
                                    start.cpuSeconds()));
        }
        List<Double> seconds = starts.stream().map(Start::seconds).toList();
        double median = Statistics.median(seconds);
        return new Result.Builder()
                .put("start_s", median)
                .put("spread_percent", Statistics.spreadPercent(seconds))
                .put("cpu_s", Statistics.median(starts.stream().map(Start::cpuSeconds).toList()))
                .put("cached", cached)
                .demand(
                        cached >= LEAST_CACHED,
                        "the cache of classes is not used: %.3f".formatted(cached))
                .demand(median <= LONGEST_SECONDS, "a start takes %.2f s".formatted(median))
                .build();
    }

    /** The part of the classes that a gateway takes from the cache rather than from its files. */
    private static double cached(Place place) throws IOException, InterruptedException {
        Path log = place.directory().resolve("classes.log");
        Files.createFile(log);
        log.toFile().setWritable(true, false); // the account of the gateway writes it
        start(place, STARTS, Optional.of(log));
        List<String> loaded =
                Files.readAllLines(log).stream().filter(l -> l.contains(" source: ")).toList();
        long shared = loaded.stream().filter(l -> l.contains("shared objects file")).count();
        place.report()
                .line("classes loaded: %d, from the cache: %d".formatted(loaded.size(), shared));
        return loaded.isEmpty() ? 0 : (double) shared / loaded.size();
    }

    private static Start start(Place place, int number, Optional<Path> classLog)
            throws IOException, InterruptedException {
        var config =
                new GatewayConfig(
                        place.fresh("gateway-" + number).resolve("data"),
                        Ports.free(),
                        Ports.free(),
                        Ports.free(),
                        GatewayConfig.Relay.TRUSTED,
                        Duration.ofSeconds(1),
                        List.of(),
                        Ports.free(),
                        Optional.empty());
        try (var gateway =
                Gateway.start(
                        place.product(),
                        place.directory(),
                        config,
                        new Gateway.JavaOptions("", place.withoutSync(), classLog))) {
            double cpu = gateway.cpu().toNanos() / 1e9;
            gateway.stop();
            return new Start(gateway.startTime().toNanos() / 1e9, cpu);
        }
    }
}
