package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.machine.SmtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The gateway and a peer in turn over one bed. Each takes its turn in each run and the order
 * alternates, so that a machine that slows down for a while slows both.
 *
 * @param manner words for the generator: how each session is held
 */
record Contest(Place place, Bed bed, SmtpServer gateway, SmtpServer peer, String manner) {

    private static final Duration TURN = Duration.ofSeconds(20);
    private static final Duration QUICK_TURN = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** Lets the JIT compiler finish and a peer start its processes; nothing of it counts. */
    void warmUp(List<Kind> kinds) throws IOException, InterruptedException {
        for (SmtpServer server : List.of(gateway, peer)) {
            Duration time = place.time(WARM_UP, Duration.ofSeconds(3));
            for (Kind kind : kinds) {
                bed.measure(server, 50, kind, time, manner);
                bed.measure(server, 1, kind, time, manner);
            }
            place.report()
                    .line(
                            "%s: warmed up with %d s of each kind at 50 sessions and at 1, not counted"
                                    .formatted(server.name(), time.toSeconds()));
        }
    }

    /** Three runs, or one quick one. */
    RelayCell run(RelayCell cell) throws IOException, InterruptedException {
        int runs = place.size(3, 1);
        for (int run = 0; run < runs; run++) {
            boolean gatewayFirst = run % 2 == 0;
            var first = turn(gatewayFirst ? gateway : peer, cell);
            var second = turn(gatewayFirst ? peer : gateway, cell);
            cell.add(gatewayFirst ? first : second, gatewayFirst ? second : first);
        }
        place.report().progress(cell.row());
        return cell;
    }

    private Measurement turn(SmtpServer server, RelayCell cell)
            throws IOException, InterruptedException {
        return bed.measure(
                server, cell.sessions(), cell.kind(), place.time(TURN, QUICK_TURN), manner);
    }

    static void table(Report report, List<RelayCell> cells) {
        report.line("");
        report.line("delivered messages/s | transaction p50/p99 ms | CPU ms a message, medians");
        report.line(RelayCell.HEAD);
        cells.forEach(cell -> report.line(cell.row()));
        report.line("");
        report.line("every run, messages/s, gateway then Postfix; spread in percent of the median");
        cells.forEach(cell -> report.line(cell.runs()));
    }
}
