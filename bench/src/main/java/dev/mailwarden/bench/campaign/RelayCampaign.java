package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import dev.mailwarden.bench.machine.Postfix;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SPEED-1: relay without scanning, the gateway and a tuned Postfix in turn, on one file system,
 * both with every message on stable storage before its 250.
 *
 * <p>Ratios are formed within a run; of three runs the median counts.
 */
public final class RelayCampaign implements Campaign {

    private static final int[] SESSIONS = {1, 10, 50, 200};
    private static final List<Kind> KINDS = List.of(Kind.KIB4, Kind.KIB64, Kind.MIXED);
    private static final Duration CELL = Duration.ofSeconds(20);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        try (var bed = new Bed(place);
                var gateway = startGateway(place, bed.sinkPort());
                var postfix =
                        Postfix.start(place.directory(), Postfix.Setup.TUNED, bed.sinkPort())) {
            var contest = new Contest(place, bed, gateway, postfix, "");
            contest.warmUp(KINDS);
            var cells = new ArrayList<RelayCell>();
            for (int sessions : SESSIONS) {
                for (Kind kind : KINDS) {
                    cells.add(contest.run(new RelayCell(sessions, kind)));
                }
            }
            Contest.table(place.report(), cells);
            return result(cells, debian(place, bed));
        }
    }

    private static Gateway startGateway(Place place, int sinkPort)
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
                        sinkPort,
                        Optional.empty());
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    /** What Postfix does as Debian installs it; the tuned one is what we compare with. */
    private static List<Measurement> debian(Place place, Bed bed)
            throws IOException, InterruptedException {
        var measurements = new ArrayList<Measurement>();
        try (var postfix = Postfix.start(place.directory(), Postfix.Setup.DEBIAN, bed.sinkPort())) {
            for (Kind kind : KINDS) {
                var measured =
                        bed.measure(postfix, 50, kind, place.time(CELL, Duration.ofSeconds(4)), "");
                measurements.add(measured);
                place.report()
                        .line(
                                String.format(
                                        Locale.ROOT,
                                        "%s, 50 sessions, %s: %.0f messages/s, CPU %.2f ms",
                                        postfix.name(),
                                        kind.title(),
                                        measured.rate(),
                                        measured.cpuMillis()));
            }
        }
        return measurements;
    }

    private static Result result(List<RelayCell> cells, List<Measurement> debian) {
        var result = new Result.Builder();
        for (int sessions : SESSIONS) {
            result.put("ratio" + sessions, lowestRatio(cells, sessions));
        }
        result.put("cpu", cells.stream().mapToDouble(RelayCell::cpuRatio).max().orElse(0));
        result.put("flat200", flat(cells));
        long wrong =
                cells.stream().mapToLong(RelayCell::wrong).sum()
                        + debian.stream().mapToLong(Measurement::wrong).sum();
        result.put("wrong", wrong);
        return result.demand(wrong == 0, wrong + " messages were lost, altered, doubled or refused")
                .build();
    }

    private static double lowestRatio(List<RelayCell> cells, int sessions) {
        return cells.stream()
                .filter(cell -> cell.sessions() == sessions)
                .mapToDouble(RelayCell::ratio)
                .min()
                .orElse(0);
    }

    /** The rate of the gateway at 200 sessions to that at 50, lowest of the kinds. */
    private static double flat(List<RelayCell> cells) {
        return KINDS.stream()
                .mapToDouble(kind -> gatewayRate(cells, 200, kind) / gatewayRate(cells, 50, kind))
                .min()
                .orElse(0);
    }

    private static double gatewayRate(List<RelayCell> cells, int sessions, Kind kind) {
        return cells.stream()
                .filter(cell -> cell.sessions() == sessions && cell.kind() == kind)
                .mapToDouble(RelayCell::gatewayRate)
                .findFirst()
                .orElseThrow();
    }
}
