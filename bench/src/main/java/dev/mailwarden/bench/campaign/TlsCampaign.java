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
import java.util.Locale;
import java.util.Optional;

/**
 * SPEED-8: STARTTLS on every session, one message a session, sessions of TLS resumed; the gateway
 * and a tuned Postfix in turn with one certificate.
 *
 * <p>With TLS 1.2 both resume every session, so that is what is judged. With TLS 1.3 a Java client
 * uses each ticket once (RFC 8446 §C.4) and Postfix gives no new one when it resumes, so every
 * second of its sessions is a full handshake; that is reported.
 */
public final class TlsCampaign implements Campaign {

    private static final String JUDGED = "TLSv1.2";
    private static final List<String> PROTOCOLS = List.of(JUDGED, "TLSv1.3");
    private static final int[] SESSIONS = {10, 50};
    private static final Kind KIND = Kind.KIB4;
    private static final double LEAST_RATIO = 3;
    private static final double LEAST_RESUMED = 0.9;

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        var certificate = Certificate.in(place.directory());
        var result = new Result.Builder();
        try (var bed = new Bed(place);
                var gateway = startGateway(place, bed.sinkPort(), certificate);
                var postfix =
                        Postfix.withTls(
                                place.directory(),
                                Postfix.Setup.TUNED,
                                bed.sinkPort(),
                                certificate)) {
            for (String protocol : PROTOCOLS) {
                var contest =
                        new Contest(place, bed, gateway, postfix, "messages=1 tls=" + protocol);
                judge(result, protocol, run(contest, protocol));
            }
        }
        return result.build();
    }

    private static List<RelayCell> run(Contest contest, String protocol)
            throws IOException, InterruptedException {
        Report report = contest.place().report();
        report.line(protocol);
        contest.warmUp(List.of(KIND));
        var cells = new ArrayList<RelayCell>();
        for (int sessions : SESSIONS) {
            cells.add(contest.run(new RelayCell(sessions, KIND)));
        }
        Contest.table(report, cells);
        for (RelayCell cell : cells) {
            report.line(
                    String.format(
                            Locale.ROOT,
                            "%d sessions: resumed by the gateway %.3f, by Postfix %.3f",
                            cell.sessions(),
                            cell.resumedByGateway(),
                            cell.resumedByPostfix()));
        }
        return cells;
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

    private static void judge(Result.Builder result, String protocol, List<RelayCell> cells) {
        String mark =
                protocol.equals(JUDGED) ? "" : "_" + protocol.substring(protocol.length() - 3);
        for (RelayCell cell : cells) {
            result.put("ratio" + cell.sessions() + mark, cell.ratio())
                    .put("rate" + cell.sessions() + mark, cell.gatewayRate())
                    .demand(
                            cell.wrong() == 0,
                            cell.wrong() + " messages were lost, altered, doubled or refused")
                    .demand(
                            cell.resumedByGateway() >= LEAST_RESUMED,
                            "the gateway does not resume sessions of " + protocol);
            if (protocol.equals(JUDGED)) {
                result.demand(
                                cell.resumedByPostfix() >= LEAST_RESUMED,
                                "Postfix does not resume sessions: nothing is shown")
                        .demand(
                                cell.ratio() >= LEAST_RATIO,
                                "only %.2f times the rate of Postfix at %d sessions"
                                        .formatted(cell.ratio(), cell.sessions()));
            }
        }
    }
}
