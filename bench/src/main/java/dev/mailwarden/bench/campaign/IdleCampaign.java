package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.machine.Certificate;
import dev.mailwarden.bench.machine.Gateway;
import dev.mailwarden.bench.machine.GatewayConfig;
import dev.mailwarden.bench.machine.IdleClients;
import dev.mailwarden.bench.machine.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SPEED-5: what clients cost that have said EHLO and nothing since, in live heap after a collection
 * and in memory of the process; ten thousand in clear, then fewer over TLS.
 */
public final class IdleCampaign implements Campaign {

    private static final int PLAIN = 10_000;
    private static final int ENCRYPTED = 2_000;

    /** 200 MiB for ten thousand. */
    private static final double MOST_KIB_EACH = 200 * 1024.0 / PLAIN;

    /** Descriptors that either side needs beside those of the connections. */
    private static final int OTHERS = 1_500;

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        int plain = place.size(PLAIN, 1_000);
        if (IdleClients.descriptors() < plain + OTHERS) {
            return Result.skipped(
                    "needs %d open files, and may have %d"
                            .formatted(plain + OTHERS, IdleClients.descriptors()));
        }
        try (var gateway = start(place)) {
            Cost clear = cost(place, gateway, "plain", plain, false);
            Cost tls = cost(place, gateway, "TLS", place.size(ENCRYPTED, 200), true);
            gateway.stop();
            return new Result.Builder()
                    .put("connections", plain)
                    .put("heap_mib", clear.heapMib())
                    .put("kib_each", clear.kibEach())
                    .put("rss_mib_before", clear.rssBefore())
                    .put("rss_mib", clear.rssMib())
                    .put("tls_connections", tls.clients())
                    .put("tls_heap_mib", tls.heapMib())
                    .put("tls_kib_each", tls.kibEach())
                    .put("tls_rss_mib", tls.rssMib())
                    .demand(
                            clear.kibEach() <= MOST_KIB_EACH,
                            "an idle connection takes %.1f KiB of heap".formatted(clear.kibEach()))
                    .build();
        }
    }

    private static Gateway start(Place place) throws IOException, InterruptedException {
        var config =
                new GatewayConfig(
                        place.fresh("gateway").resolve("data"),
                        Ports.free(),
                        Ports.free(),
                        Ports.free(),
                        GatewayConfig.Relay.TRUSTED,
                        Duration.ofSeconds(1),
                        List.of(),
                        Ports.free(),
                        Optional.of(Certificate.in(place.directory())));
        return Gateway.start(
                place.product(),
                place.directory(),
                config,
                new Gateway.JavaOptions("512m", place.withoutSync()));
    }

    /**
     * What a number of clients costs.
     *
     * @param heapMib more live heap than without them
     * @param rssMib of the process with them
     */
    private record Cost(int clients, double heapMib, double rssBefore, double rssMib) {

        double kibEach() {
            return heapMib * 1024 / clients;
        }
    }

    private static Cost cost(
            Place place, Gateway gateway, String title, int clients, boolean encrypted)
            throws IOException, InterruptedException {
        try (var first = new IdleClients(gateway.port())) {
            first.open(100, encrypted); // loads what is loaded once
        }
        gateway.awaitConnections(0);
        double heapBefore = gateway.liveHeapMib();
        double rssBefore = gateway.residentMib();
        try (var idle = new IdleClients(gateway.port())) {
            idle.open(clients, encrypted);
            gateway.awaitConnections(clients);
            var cost =
                    new Cost(
                            clients,
                            gateway.liveHeapMib() - heapBefore,
                            rssBefore,
                            gateway.residentMib());
            gateway.awaitConnections(clients); // none was closed meanwhile
            place.report()
                    .line(
                            String.format(
                                    Locale.ROOT,
                                    "%d idle %s connections: live heap %.1f MiB + %.1f MiB, %.1f"
                                            + " KiB each; resident %.0f MiB, before %.0f MiB",
                                    clients,
                                    title,
                                    heapBefore,
                                    cost.heapMib(),
                                    cost.kibEach(),
                                    cost.rssMib(),
                                    rssBefore));
            return cost;
        }
    }
}
