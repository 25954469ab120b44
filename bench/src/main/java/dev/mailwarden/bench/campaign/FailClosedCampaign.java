package dev.mailwarden.bench.campaign;

import java.io.IOException;

/**
 * Mail while the scanning daemon fails in every way, a scripted one and ClamAV's own: what was not
 * examined must not pass (S-08, S-09). The end-to-end tests do it with the packaged product; this
 * campaign runs them and adds up.
 */
public final class FailClosedCampaign implements Campaign {

    private static final long LEAST_TRIED = 40;
    private static final long LEAST_TRIED_QUICKLY = 10;

    private static final TalliedTests TESTS =
            new TalliedTests("FailClosedIT", "fail-closed", "passed_clean");

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        TalliedTests.Sums sums = TESTS.run(place, !place.quick());
        long least = place.quick() ? LEAST_TRIED_QUICKLY : LEAST_TRIED;
        return new Result.Builder()
                .put("tried", sums.tried())
                .put("passed_clean", sums.bad())
                .demand(sums.bad() == 0, sums.bad() + " messages passed that nobody examined")
                .demand(sums.code() == 0, "the tests ended with " + sums.code())
                .demand(sums.tried() >= least, "only " + sums.tried() + " were tried")
                .build();
    }
}
