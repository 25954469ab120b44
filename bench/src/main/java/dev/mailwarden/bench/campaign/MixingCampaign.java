package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.load.Ledger;
import dev.mailwarden.bench.load.LoadSupply;
import dev.mailwarden.bench.load.Sender;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * D-17: 256 large messages at any moment, each filled from its own id, while as many threads as
 * there are processors do nothing but burn; no message may come out with octets of another.
 */
public final class MixingCampaign implements Campaign {

    private static final int SESSIONS = 256;
    private static final Duration LONGEST = Duration.ofHours(3);
    private static final Duration STALLED = Duration.ofMinutes(1);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        int messages = place.size(20_000, 600);
        var ledger = new Ledger();
        var tally = new Tally();
        var burning = new AtomicBoolean(true);
        try (var hop = new Hop(ledger);
                var gateway = start(place, hop);
                ExecutorService burners = Executors.newCachedThreadPool()) {
            hop.up();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                burners.execute(() -> burn(burning));
            }
            try {
                send(gateway, messages, tally);
                drain(ledger, tally.acked());
            } finally {
                burning.set(false);
            }
            gateway.stop();
        }
        ledger.examples().forEach(place.report()::line);
        return result(messages, ledger, tally);
    }

    private static Gateway start(Place place, Hop hop) throws IOException, InterruptedException {
        var config =
                new GatewayConfig(
                        place.fresh("gateway").resolve("data"),
                        Ports.free(),
                        Ports.free(),
                        Ports.free(),
                        GatewayConfig.Relay.TRUSTED,
                        Duration.ofSeconds(1),
                        List.of(),
                        hop.port(),
                        Optional.empty());
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    private static void burn(AtomicBoolean burning) {
        while (burning.get()) {
            Thread.onSpinWait();
        }
    }

    private static void send(Gateway gateway, int messages, Tally tally)
            throws IOException, InterruptedException {
        var supply = new LoadSupply(Kind.LARGE, 1, messages, System.nanoTime() + LONGEST.toNanos());
        var plan = Sender.Plan.of(Ports.at(gateway.port()), SESSIONS);
        try (var sender = new Sender(plan, supply, tally)) {
            sender.start();
            if (!sender.await(LONGEST)) {
                throw new IOException("not everything was sent within " + LONGEST);
            }
        }
    }

    /** Waits as long as there is progress. */
    private static void drain(Ledger ledger, int acked) throws InterruptedException {
        long before = -1;
        long lastProgress = System.nanoTime();
        while (ledger.count().arrived() < acked
                && System.nanoTime() - lastProgress < STALLED.toNanos()) {
            if (ledger.count().arrived() != before) {
                before = ledger.count().arrived();
                lastProgress = System.nanoTime();
            }
            Thread.sleep(50);
        }
    }

    private static Result result(int messages, Ledger ledger, Tally tally) {
        var count = ledger.count();
        long mixed = count.altered() + count.foreign();
        return new Result.Builder()
                .put("sent", messages)
                .put("acked", tally.acked())
                .put("arrived", count.arrived())
                .put("mixed", mixed)
                .put("duplicated", count.duplicated())
                .demand(mixed == 0, mixed + " messages were altered")
                .demand(count.arrived() >= tally.acked(), "acknowledged messages did not arrive")
                .demand(
                        tally.acked() == messages,
                        "not everything was taken: " + tally.lastTrouble())
                .build();
    }
}
