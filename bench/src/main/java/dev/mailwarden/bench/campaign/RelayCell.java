package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The runs with one number of sessions and one kind of mail. */
final class RelayCell {

    static final String HEAD =
            "sessions  kind    gateway                            Postfix                       "
                    + "     ratio  CPU ratio";

    private final int sessions;
    private final Kind kind;
    private final List<Measurement> gateway = new ArrayList<>();
    private final List<Measurement> postfix = new ArrayList<>();

    RelayCell(int sessions, Kind kind) {
        this.sessions = sessions;
        this.kind = kind;
    }

    void add(Measurement ofGateway, Measurement ofPostfix) {
        gateway.add(ofGateway);
        postfix.add(ofPostfix);
    }

    int sessions() {
        return sessions;
    }

    Kind kind() {
        return kind;
    }

    /** Median over the runs of the gateway's rate to that of Postfix in the same run. */
    double ratio() {
        return medianRatio(Measurement::rate);
    }

    double cpuRatio() {
        return medianRatio(Measurement::cpuMillis);
    }

    double gatewayRate() {
        return median(gateway, Measurement::rate);
    }

    /** The lowest part of resumed sessions in any run of the gateway. */
    double resumedByGateway() {
        return gateway.stream().mapToDouble(Measurement::resumed).min().orElse(0);
    }

    /** The same of Postfix. */
    double resumedByPostfix() {
        return postfix.stream().mapToDouble(Measurement::resumed).min().orElse(0);
    }

    long wrong() {
        return Stream.concat(gateway.stream(), postfix.stream())
                .mapToLong(Measurement::wrong)
                .sum();
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%8d  %-6s  %s  %s  %5.2f  %8.3f",
                sessions,
                kind.title(),
                summary(gateway),
                summary(postfix),
                ratio(),
                cpuRatio());
    }

    String runs() {
        return String.format(
                Locale.ROOT,
                "%8d  %-6s  %s (%.0f %%)  %s (%.0f %%)",
                sessions,
                kind.title(),
                rates(gateway),
                Statistics.spreadPercent(values(gateway, Measurement::rate)),
                rates(postfix),
                Statistics.spreadPercent(values(postfix, Measurement::rate)));
    }

    private double medianRatio(ToDoubleFunction<Measurement> figure) {
        return Statistics.median(
                IntStream.range(0, gateway.size())
                        .mapToObj(run ->
                                figure.applyAsDouble(gateway.get(run))
                                        / figure.applyAsDouble(postfix.get(run)))
                        .toList());
    }

    private static String summary(List<Measurement> runs) {
        return String.format(
                Locale.ROOT,
                "%6.0f | %6.1f/%7.1f | %6.3f",
                median(runs, Measurement::rate),
                median(runs, Measurement::p50),
                median(runs, Measurement::p99),
                median(runs, Measurement::cpuMillis));
    }

    private static String rates(List<Measurement> runs) {
        return runs.stream()
                .map(run -> String.format(Locale.ROOT, "%.0f", run.rate()))
                .collect(Collectors.joining(" "));
    }

    private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
        return Statistics.median(values(runs, figure));
    }

    private static List<Double> values(
            List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
        return runs.stream().map(figure::applyAsDouble).toList();
    }
}
