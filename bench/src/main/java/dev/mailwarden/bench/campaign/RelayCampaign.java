package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import dev.mailwarden.bench.machine.Postfix;
import dev.mailwarden.bench.machine.SmtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * SPEED-1: relay without scanning, the gateway and a tuned Postfix in turn, on one file system,
 * both with every message on stable storage before its 250.
 *
 * <p>Each server takes its turn in each run and the order alternates, so that a machine that slows
 * down for a while slows both. Ratios are formed within a run; of three runs the median counts.
 */
public final class RelayCampaign implements Campaign {

    private static final int[] SESSIONS = {1, 10, 50, 200};
    private static final List<Kind> KINDS = List.of(Kind.KIB4, Kind.KIB64, Kind.MIXED);
    private static final Duration CELL = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        try (var bed = new Bed(place);
                var gateway = startGateway(place, bed.sinkPort());
                var postfix =
                        Postfix.start(place.directory(), Postfix.Setup.TUNED, bed.sinkPort())) {
            warmUp(place, bed, gateway);
            warmUp(place, bed, postfix);
            var cells = new ArrayList<RelayCell>();
            for (int sessions : SESSIONS) {
                for (Kind kind : KINDS) {
                    cells.add(cell(place, bed, gateway, postfix, new RelayCell(sessions, kind)));
                }
            }
            table(place.report(), cells);
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
                        sinkPort);
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    /** Lets the JIT compiler finish and a peer start its processes; nothing of it counts. */
    private static void warmUp(Place place, Bed bed, SmtpServer server)
            throws IOException, InterruptedException {
        Duration time = place.time(WARM_UP, Duration.ofSeconds(3));
        for (Kind kind : KINDS) {
            bed.measure(server, 50, kind, time);
            bed.measure(server, 1, kind, time);
        }
        place.report()
                .line(
                        "%s: warmed up with %d s of each kind at 50 sessions and at 1, not counted"
                                .formatted(server.name(), time.toSeconds()));
    }

    private static RelayCell cell(
            Place place, Bed bed, SmtpServer gateway, SmtpServer postfix, RelayCell cell)
            throws IOException, InterruptedException {
        Duration time = place.time(CELL, Duration.ofSeconds(4));
        int runs = place.size(3, 1);
        for (int run = 0; run < runs; run++) {
            boolean gatewayFirst = run % 2 == 0;
            var first =
                    bed.measure(
                            gatewayFirst ? gateway : postfix, cell.sessions(), cell.kind(), time);
            var second =
                    bed.measure(
                            gatewayFirst ? postfix : gateway, cell.sessions(), cell.kind(), time);
            cell.add(gatewayFirst ? first : second, gatewayFirst ? second : first);
        }
        place.report().progress(cell.row());
        return cell;
    }

    private static void table(Report report, List<RelayCell> cells) {
        report.line("");
        report.line("delivered messages/s | transaction p50/p99 ms | CPU ms a message, medians");
        report.line(RelayCell.HEAD);
        cells.forEach(cell -> report.line(cell.row()));
        report.line("");
        report.line("every run, messages/s, gateway then Postfix; spread in percent of the median");
        cells.forEach(cell -> report.line(cell.runs()));
    }

    /** What Postfix does as Debian installs it; the tuned one is what we compare with. */
    private static List<Measurement> debian(Place place, Bed bed)
            throws IOException, InterruptedException {
        var measurements = new ArrayList<Measurement>();
        try (var postfix = Postfix.start(place.directory(), Postfix.Setup.DEBIAN, bed.sinkPort())) {
            for (Kind kind : KINDS) {
                var measured =
                        bed.measure(postfix, 50, kind, place.time(CELL, Duration.ofSeconds(4)));
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
