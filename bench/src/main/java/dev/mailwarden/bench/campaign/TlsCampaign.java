package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.machine.Certificate;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import dev.mailwarden.bench.machine.Postfix;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SPEED-8: STARTTLS on every session, one message a session, sessions of TLS resumed; the gateway
 * and a tuned Postfix in turn with one certificate.
 */
public final class TlsCampaign implements Campaign {

    private static final int[] SESSIONS = {10, 50};
    private static final Kind KIND = Kind.KIB4;
    private static final double LEAST_RATIO = 3;
    private static final double LEAST_RESUMED = 0.9;

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        var certificate = Certificate.in(place.directory());
        try (var bed = new Bed(place);
                var gateway = startGateway(place, bed.sinkPort(), certificate);
                var postfix =
                        Postfix.withTls(
                                place.directory(),
                                Postfix.Setup.TUNED,
                                bed.sinkPort(),
                                certificate)) {
            var contest = new Contest(place, bed, gateway, postfix, "tls=1 messages=1");
            contest.warmUp(List.of(KIND));
            var cells = new ArrayList<RelayCell>();
            for (int sessions : SESSIONS) {
                cells.add(contest.run(new RelayCell(sessions, KIND)));
            }
            Contest.table(place.report(), cells);
            return result(cells);
        }
    }

    private static Gateway startGateway(Place place, int sinkPort, Certificate certificate)
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
                        Optional.of(certificate));
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    private static Result result(List<RelayCell> cells) {
        var result = new Result.Builder();
        long wrong = 0;
        for (RelayCell cell : cells) {
            result.put("ratio" + cell.sessions(), cell.ratio())
                    .put("rate" + cell.sessions(), cell.gatewayRate())
                    .put("resumed" + cell.sessions(), cell.resumed());
            wrong += cell.wrong();
        }
        result.put("wrong", wrong)
                .demand(wrong == 0, wrong + " messages were lost, altered, doubled or refused");
        for (RelayCell cell : cells) {
            result.demand(
                            cell.resumed() >= LEAST_RESUMED,
                            "sessions of TLS were not resumed: nothing is shown")
                    .demand(
                            cell.ratio() >= LEAST_RATIO,
                            "only %.2f times the rate of Postfix at %d sessions"
                                    .formatted(cell.ratio(), cell.sessions()));
        }
        return result.build();
    }
}
