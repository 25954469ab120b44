package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.AckLog;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.LoopVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * D-01 and D-03: {@code kill -9} while it accepts and delivers; as root on a small volume, so that
 * segments of the spool come and go.
 *
 * <p>What a killed process wrote is safe in the kernel, synced or not; that a missing sync loses
 * mail is for the power cuts to show.
 */
public final class CrashCampaign implements Campaign {

    private static final Duration LEAST = Duration.ofMillis(20);
    private static final Duration MOST = Duration.ofMillis(800);
    private static final Duration LAST_WORDS = Duration.ofMillis(50);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        if (place.withoutSync()) {
            return Result.skipped(
                    "kill -9 leaves to the kernel what was written, so a missing sync cannot show;"
                            + " powercut --without-sync shows it");
        }
        Optional<String> lacking = LoopVolume.lacking();
        if (lacking.isPresent()) {
            place.report().line("large segments, few of them retire: " + lacking.get());
            return crash(place, place.fresh("data"));
        }
        try (var volume = LoopVolume.create(place.directory(), LoopVolume.Type.EXT4)) {
            return crash(place, volume.path().resolve("data"));
        }
    }

    private static Result crash(Place place, Path data) throws IOException, InterruptedException {
        try (var loop = new FaultLoop(place, new SecureRandom().nextInt(), LEAST, MOST)) {
            var config = loop.config(data);
            int leastAcked = place.size(10_000, 500);
            loop.run(config, place.size(300, 15), leastAcked, CrashCampaign::kill);
            loop.drain(config);
            return loop.result(leastAcked);
        }
    }

    /** What it said before it died it has to stand by, so its last words are waited for. */
    private static List<AckLog.Ack> kill(Gateway gateway, Tally tally)
            throws IOException, InterruptedException {
        gateway.kill();
        Thread.sleep(LAST_WORDS);
        return tally.freeze();
    }
}
