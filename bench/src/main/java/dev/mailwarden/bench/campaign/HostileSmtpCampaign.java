package dev.mailwarden.bench.campaign;

import java.io.IOException;

/**
 * The attacks in {@code e2e/hostile}, played by the end-to-end tests against the packaged product;
 * this campaign runs them and adds up.
 */
public final class HostileSmtpCampaign implements Campaign {

    private static final long LEAST_TRIED = 100;

    private static final TalliedTests TESTS =
            new TalliedTests("HostileIT,StartTlsClientIT", "hostile", "succeeded");

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        TalliedTests.Sums sums = TESTS.run(place, false);
        return new Result.Builder()
                .put("tried", sums.tried())
                .put("succeeded", sums.bad())
                .demand(sums.bad() == 0, sums.bad() + " attacks worked")
                .demand(sums.code() == 0, "the tests ended with " + sums.code())
                .demand(sums.tried() >= LEAST_TRIED, "only " + sums.tried() + " attacks were tried")
                .build();
    }
}
