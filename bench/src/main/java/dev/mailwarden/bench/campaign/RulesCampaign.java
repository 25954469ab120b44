package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.jmh.RuleBenchmark;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Finding the rule for a pair of sender and recipient among 5,000 rules, and among a tenth. */
public final class RulesCampaign implements Campaign {

    private static final String RULES = "rules";

    @Override
    public Result run(Place place) throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include(RuleBenchmark.class.getName())
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(place.size(3, 1))
                        .warmupIterations(place.size(3, 2))
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(place.size(5, 2))
                        .measurementTime(TimeValue.seconds(place.size(2, 1)))
                        .jvmArgs("-Xmx1g")
                        .timeout(TimeValue.minutes(1))
                        .shouldFailOnError(true)
                        .build();
        var result = new Result.Builder();
        for (RunResult run : new Runner(options).run()) {
            String rules = run.getParams().getParam(RULES);
            double micros = run.getPrimaryResult().getScore();
            place.report()
                    .line(String.format(Locale.ROOT, "%s rules: %.3f us a pair", rules, micros));
            result.put(rules.equals("5000") ? "pair_us" : "pair_us_" + rules, micros);
        }
        return result.build();
    }
}
