package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.AckLog;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.LoopVolume;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** D-02: the power fails while it accepts and delivers, on ext4 and XFS. */
public final class PowercutCampaign implements Campaign {

    private static final Duration LEAST = Duration.ofMillis(30);
    private static final Duration MOST = Duration.ofSeconds(1);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        Optional<String> lacking = LoopVolume.lacking();
        if (lacking.isPresent()) {
            return Result.skipped(lacking.get());
        }
        try (var loop = new FaultLoop(place, new SecureRandom().nextInt(), LEAST, MOST)) {
            int leastAcked = place.size(10_000, 200);
            cuts(place, loop, LoopVolume.Type.EXT4, leastAcked / 2);
            cuts(place, loop, LoopVolume.Type.XFS, leastAcked);
            return loop.result(leastAcked);
        }
    }

    private static void cuts(Place place, FaultLoop loop, LoopVolume.Type type, int leastAcked)
            throws IOException, InterruptedException {
        place.report().line("power cuts on " + type);
        try (var volume = LoopVolume.create(place.directory(), type)) {
            var config = loop.config(volume.path().resolve("data"));
            loop.run(
                    config,
                    place.size(60, 8),
                    leastAcked,
                    (gateway, tally) -> cut(volume, gateway, tally));
            loop.drain(config);
        }
    }

    /**
     * Only what was read before the cut counts: a process outlives the cut of its disk by
     * microseconds, which a process whose machine has no power does not.
     */
    private static List<AckLog.Ack> cut(LoopVolume volume, Gateway gateway, Tally tally)
            throws IOException, InterruptedException {
        List<AckLog.Ack> acks = tally.freeze();
        volume.cut();
        gateway.kill();
        volume.restore();
        return acks;
    }
}
