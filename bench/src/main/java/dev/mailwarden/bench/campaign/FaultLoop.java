package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.AckLog;
import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.load.Ledger;
import dev.mailwarden.bench.load.LoadSupply;
import dev.mailwarden.bench.load.MessageId;
import dev.mailwarden.bench.load.Sender;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Start, send from many sessions, strike, again and again on the same data; at the end everything
 * that was ever acknowledged must come out, unaltered.
 *
 * <p>In every third cycle a third of the messages is larger than 256 KiB, so that they are kept as
 * blobs, and the next hop is up, so that deliveries are recorded; these cycles begin with cleaning,
 * since every start leaves two segments behind. In the others the next hop refuses connections and
 * the queue grows.
 */
final class FaultLoop implements AutoCloseable {

    private static final int SENDERS = 64;
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final int BETWEEN_REPORTS = 25;

    private static final int MANY_SEGMENTS = 8;
    private static final Duration CLEANING = Duration.ofSeconds(20);

    private final Place place;
    private final SplittableRandom random;
    private final Duration least;
    private final Duration most;
    private final Ledger ledger = new Ledger();
    private final Hop hop;
    private final List<MessageId> acked = new ArrayList<>();
    private Duration worstStart = Duration.ZERO;
    private long broken;
    private int cycles;

    /**
     * Prepares a loop.
     *
     * @param seed of the moments of the faults
     * @param least shortest time between the first acceptance and the fault
     * @param most longest time
     */
    FaultLoop(Place place, long seed, Duration least, Duration most) throws IOException {
        this.place = place;
        this.random = new SplittableRandom(seed);
        this.least = least;
        this.most = most;
        this.hop = new Hop(ledger);
        place.report().line("seed %d, %d senders".formatted(seed, SENDERS));
    }

    /** A configuration for data in a directory. */
    GatewayConfig config(Path data) throws IOException {
        return new GatewayConfig(
                data,
                Ports.free(),
                Ports.free(),
                Ports.free(),
                GatewayConfig.Relay.TRUSTED,
                Duration.ofSeconds(1),
                List.of(),
                hop.port(),
                Optional.empty());
    }

    /**
     * Goes round.
     *
     * @param count rounds at least; up to four times as many if too little is acknowledged
     * @param leastAcked messages of all rounds so far
     */
    void run(GatewayConfig config, int count, int leastAcked, Fault fault)
            throws IOException, InterruptedException {
        for (int i = 0; i < count || (acked.size() < leastAcked && i < 4 * count); i++) {
            cycle(config, fault, i % 3 == 2);
            if (cycles % BETWEEN_REPORTS == 0) {
                place.report().progress(cycles + " cycles, " + acked.size() + " acknowledged");
            }
        }
    }

    private void cycle(GatewayConfig config, Fault fault, boolean blobsAndCleaner)
            throws IOException, InterruptedException {
        if (blobsAndCleaner) {
            hop.up();
        } else {
            hop.down();
        }
        var tally = new Tally();
        var supply =
                new LoadSupply(
                        blobsAndCleaner ? Kind.BLOBS : Kind.SHORT,
                        100,
                        Long.MAX_VALUE,
                        System.nanoTime() + Duration.ofHours(1).toNanos());
        try (var gateway = start(config);
                var sender =
                        new Sender(
                                Sender.Plan.of(Ports.at(gateway.port()), SENDERS), supply, tally)) {
            if (blobsAndCleaner) {
                awaitCleaner(config);
            }
            sender.start();
            awaitFirst(tally);
            Thread.sleep(moment());
            fault.strike(gateway, tally).stream().map(AckLog.Ack::id).forEach(acked::add);
        }
        broken += tally.broken();
        cycles++;
    }

    private Duration moment() {
        return least.plusNanos(random.nextLong(most.minus(least).toNanos()));
    }

    private Gateway start(GatewayConfig config) throws IOException, InterruptedException {
        var gateway =
                Gateway.start(
                        place.product(),
                        place.directory(),
                        config,
                        new Gateway.JavaOptions("", place.withoutSync()));
        if (gateway.startTime().compareTo(worstStart) > 0) {
            worstStart = gateway.startTime();
        }
        return gateway;
    }

    /** Old segments go one after the other when what is in them was delivered, or moved. */
    private static void awaitCleaner(GatewayConfig config)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (segments(config).size() > MANY_SEGMENTS
                && System.nanoTime() - start < CLEANING.toNanos()) {
            Thread.sleep(20);
        }
    }

    private static void awaitFirst(Tally tally) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (tally.acked() == 0) {
            if (System.nanoTime() - start > Duration.ofMinutes(1).toNanos()) {
                throw new IOException("nothing was accepted for a minute: " + tally.lastTrouble());
            }
            Thread.sleep(1);
        }
    }

    /** Starts once more with the next hop up and waits for everything. */
    void drain(GatewayConfig config) throws IOException, InterruptedException {
        hop.up();
        try (var gateway = start(config)) {
            long lastProgress = System.nanoTime();
            long before = -1;
            while (ledger.balance(acked).lost() > 0
                    && System.nanoTime() - lastProgress < DRAIN.toNanos()) {
                long arrived = ledger.count().arrived();
                if (arrived != before) {
                    before = arrived;
                    lastProgress = System.nanoTime();
                }
                if (!gateway.isAlive()) {
                    throw new IOException("the gateway ended while draining: " + gateway.said());
                }
                Thread.sleep(100);
            }
            place.report().line(gateway.command("queue", "audit").stripTrailing());
            gateway.stop();
            place.report()
                    .line(
                            "segments of the spool: %d made, %d left"
                                    .formatted(
                                            segments(config).stream()
                                                    .mapToLong(Long::longValue)
                                                    .max()
                                                    .orElse(0),
                                            segments(config).size()));
        }
    }

    /** Numbers of the spool's segments; they begin with 1 and none is given twice. */
    private static List<Long> segments(GatewayConfig config) throws IOException {
        try (Stream<Path> files = Files.list(config.data().resolve("spool"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("segment-\\d+\\.log"))
                    .map(name -> Long.parseLong(name.replaceAll("\\D", "")))
                    .toList();
        }
    }

    /** What all cycles together showed. */
    Result result(int leastAcked) {
        var count = ledger.count();
        long lost = ledger.balance(acked).lost();
        place.report()
                .line(
                        "longest start to greeting %d ms, %d transactions broken off, %d messages arrived"
                                .formatted(worstStart.toMillis(), broken, count.arrived()));
        ledger.examples().forEach(place.report()::line);
        long wrong = count.altered() + count.foreign();
        var result =
                new Result.Builder()
                        .put("cycles", cycles)
                        .put("acked", acked.size())
                        .put("lost", lost)
                        .put("duplicated", count.duplicated())
                        .put("altered", wrong)
                        .demand(wrong == 0, wrong + " messages were altered")
                        .demand(
                                acked.size() >= leastAcked,
                                "only %d messages acknowledged, %d are needed"
                                        .formatted(acked.size(), leastAcked));
        return place.withoutSync()
                ? result.demand(lost > 0, "the missing sync went unnoticed").build()
                : result.demand(lost == 0, lost + " acknowledged messages were lost").build();
    }

    @Override
    public void close() {
        hop.close();
    }
}
