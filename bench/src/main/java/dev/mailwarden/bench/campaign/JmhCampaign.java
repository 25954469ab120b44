package dev.mailwarden.bench.campaign;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The inner loops alone: line reader, dot-unstuffing, spool append, with what they allocate. */
public final class JmhCampaign implements Campaign {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public Result run(Place place) throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include("dev\\.mailwarden\\.bench\\.jmh\\..*")
                        .forks(place.size(3, 1))
                        .warmupIterations(place.size(3, 1))
                        .warmupTime(TimeValue.seconds(place.size(2, 1)))
                        .measurementIterations(place.size(5, 2))
                        .measurementTime(TimeValue.seconds(place.size(2, 1)))
                        .addProfiler(GCProfiler.class)
                        .jvmArgs(
                                "-Xmx1g",
                                "-Dmailwarden.bench.directory=" + place.directory(),
                                "--enable-native-access=ALL-UNNAMED")
                        .timeout(TimeValue.minutes(1))
                        .shouldFailOnError(true)
                        .build();
        Collection<RunResult> results = new Runner(options).run();
        var result = new Result.Builder();
        for (RunResult run : results) {
            place.report().line(line(run));
            result.put(key(run), run.getPrimaryResult().getScore());
            result.put(key(run) + "_alloc", allocated(run));
        }
        return result.build();
    }

    private static String key(RunResult run) {
        String parameters =
                run.getParams().getParamsKeys().stream()
                        .map(key -> "_" + run.getParams().getParam(key))
                        .collect(Collectors.joining());
        return run.getPrimaryResult().getLabel() + parameters;
    }

    private static String line(RunResult run) {
        var primary = run.getPrimaryResult();
        return String.format(
                Locale.ROOT,
                "%-28s %12.3f ± %.3f %s, %.0f octets allocated an operation",
                key(run),
                primary.getScore(),
                primary.getScoreError(),
                primary.getScoreUnit(),
                allocated(run));
    }

    /** Octets for each operation; not a number if the profiler saw nothing. */
    private static double allocated(RunResult run) {
        var allocated = run.getSecondaryResults().get(ALLOCATED);
        return allocated == null ? Double.NaN : allocated.getScore();
    }
}
