package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Kind;
import dev.mailwarden.bench.load.LoadSupply;
import dev.mailwarden.bench.load.Sender;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.load.Words;
import dev.mailwarden.bench.machine.Command;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.Helper;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * SPEED-5 and SPEED-6: a queue of a million messages to a thousand domains whose hop is down; what
 * it costs to start with it, to keep it in memory and to deliver it when the hop comes back.
 */
public final class QueueMillionCampaign implements Campaign {

    private static final int DOMAINS = 1000;
    private static final int SESSIONS = 50;
    private static final Duration RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration STALLED = Duration.ofMinutes(3);
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        int messages = place.size(1_000_000, 50_000);
        int hopPort = Ports.free();
        var config = config(place, hopPort);
        Path acks = place.directory().resolve("acks");
        fill(place, config, messages, acks);
        place.report()
                .line(dropCaches() ? "page cache dropped" : "page cache NOT dropped: no root");
        var result = new Result.Builder();
        try (var gateway = start(place, config)) {
            double accepting = acceptSeconds(gateway);
            double indexed = indexedSeconds(gateway, messages);
            double heap = gateway.liveHeapMib();
            double rate = deliver(place, hopPort, messages, acks, result);
            gateway.stop();
            return result.put("messages", messages)
                    .put("heap_mib", heap)
                    .put("accept_s", accepting)
                    .put("start_s", indexed)
                    .put("rate", rate)
                    .build();
        }
    }

    /** A domain has an address of the loopback of its own, so that each has its own lane. */
    private static GatewayConfig config(Place place, int hopPort) throws IOException {
        List<GatewayConfig.RouteLine> routes =
                IntStream.range(0, DOMAINS)
                        .mapToObj(i ->
                                new GatewayConfig.RouteLine(
                                        LoadSupply.domain(i),
                                        "127.1." + i / 250 + "." + (i % 250 + 1),
                                        hopPort))
                        .toList();
        return new GatewayConfig(
                place.fresh("gateway").resolve("data"),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                GatewayConfig.Relay.TRUSTED,
                RETRY,
                routes,
                hopPort,
                Optional.empty());
    }

    private static Gateway start(Place place, GatewayConfig config)
            throws IOException, InterruptedException {
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("1g", place.withoutSync()));
    }

    private static void fill(Place place, GatewayConfig config, int messages, Path acks)
            throws IOException, InterruptedException {
        try (var gateway = start(place, config);
                Helper generator = place.generator()) {
            Words sent =
                    generator.ask(
                            "run port=%d sessions=%d kind=%s seconds=7200 count=%d domains=%d acks=%s"
                                    .formatted(
                                            gateway.port(),
                                            SESSIONS,
                                            Kind.KIB4,
                                            messages,
                                            DOMAINS,
                                            acks));
            place.report().line("filled: " + sent);
            if (sent.number("acked") != messages) {
                throw new IOException("not every message was accepted: " + sent);
            }
            gateway.stop();
        }
    }

    private static boolean dropCaches() throws IOException, InterruptedException {
        Command.output("sync");
        if (!Files.isWritable(DROP_CACHES)) {
            return false;
        }
        Files.writeString(DROP_CACHES, "3");
        return true;
    }

    /** From the start of the launcher to the 250 of a first message. */
    private static double acceptSeconds(Gateway gateway) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var tally = new Tally();
        var supply = new LoadSupply(Kind.KIB4, 1, 1, start + Duration.ofMinutes(1).toNanos());
        try (var sender = new Sender(Sender.Plan.of(Ports.at(gateway.port()), 1), supply, tally)) {
            sender.start();
            if (!sender.await(Duration.ofMinutes(1)) || tally.acked() != 1) {
                throw new IOException("a first message was not accepted: " + tally.lastTrouble());
            }
        }
        long accepted = tally.acks().getFirst().ackNanos() - start;
        return gateway.startTime().plusNanos(accepted).toNanos() / 1e9;
    }

    /** From the start of the launcher until every message is in the index. */
    private static double indexedSeconds(Gateway gateway, int messages)
            throws IOException, InterruptedException {
        while (gateway.uptime().compareTo(LONGEST_START) < 0) {
            if (gateway.metric("mailwarden_queue_messages") >= messages) {
                return gateway.uptime().toNanos() / 1e9;
            }
            Thread.sleep(20);
        }
        throw new IOException("not all messages were indexed within " + LONGEST_START);
    }

    /** Messages a second, from the first arrival to the last. */
    private static double deliver(
            Place place, int hopPort, int messages, Path acks, Result.Builder result)
            throws IOException, InterruptedException {
        try (Helper sink = place.sink("0.0.0.0", hopPort)) {
            long arrived = 0;
            long lastProgress = System.nanoTime();
            while (arrived < messages && System.nanoTime() - lastProgress < STALLED.toNanos()) {
                long now = sink.ask("count").number("arrived");
                if (now > arrived) {
                    arrived = now;
                    lastProgress = System.nanoTime();
                }
                Thread.sleep(100);
            }
            Words checked = sink.ask("check acks=" + acks);
            place.report().line("delivered: " + checked);
            long wrong =
                    checked.number("duplicated")
                            + checked.number("altered")
                            + checked.number("foreign");
            long lost = checked.number("lost");
            result.demand(lost == 0, lost + " messages were lost")
                    .demand(wrong == 0, wrong + " messages were doubled or altered");
            return checked.number("arrived")
                    / ((checked.number("last") - checked.number("first")) / 1e9);
        }
    }
}
