package dev.mailwarden.bench.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code mailwarden.yaml} for a campaign: the only place that knows its names.
 *
 * @param data the data directory
 * @param mxPort the listener with the default policy of an MX
 * @param lenientPort a listener that normalises bare LF
 * @param metricsPort where metrics are served
 * @param relay who may send where
 * @param retry wait before a failed delivery or a dead hop is tried again, in whole seconds; a
 *     message waits up to five times as long
 * @param routes lines of the transport map
 * @param relayPort a port of the loopback that everything else goes to
 * @param certificate with which STARTTLS is offered; otherwise it is not
 * @param limits lines of the section of that name
 */
public record GatewayConfig(
        Path data,
        int mxPort,
        int lenientPort,
        int metricsPort,
        Relay relay,
        Duration retry,
        List<RouteLine> routes,
        int relayPort,
        Optional<Certificate> certificate,
        List<String> limits) {

    /**
     * All senders come from one address in most campaigns, so the limits of a client are those of
     * the node, and these leave room for ten thousand clients that do nothing.
     */
    private static final List<String> ROOMY =
            List.of(
                    "connections: 20000",
                    "connections-per-client: 20000",
                    "idle-under-load: 5m",
                    "connections-per-minute: 0",
                    "messages-per-minute: 0");

    public GatewayConfig {
        routes = List.copyOf(routes);
        limits = List.copyOf(limits);
    }

    /** One with limits that nobody reaches. */
    public GatewayConfig(
            Path data,
            int mxPort,
            int lenientPort,
            int metricsPort,
            Relay relay,
            Duration retry,
            List<RouteLine> routes,
            int relayPort,
            Optional<Certificate> certificate) {
        this(
                data,
                mxPort,
                lenientPort,
                metricsPort,
                relay,
                retry,
                routes,
                relayPort,
                certificate,
                ROOMY);
    }

    /** Who may send where. */
    public enum Relay {
        /** The loopback is trusted and may send anywhere. */
        TRUSTED,
        /** Nobody is trusted; {@code ours.example} is local. */
        OURS_ONLY
    }

    /**
     * One line of the transport map.
     *
     * @param host an address of the loopback
     */
    public record RouteLine(String domain, String host, int port) {}

    /** {@return the text of the file} */
    public String yaml() {
        var lines = new ArrayList<String>();
        lines.addAll(node());
        lines.addAll(relayLines());
        lines.addAll(limitLines());
        lines.addAll(routeLines());
        lines.addAll(
                List.of(
                        "  delivery:",
                        "    tls: none",
                        "    connections-per-route: 50",
                        "    connections: 300",
                        "  queue:",
                        "    first-retry: " + retry.toSeconds() + "s",
                        "    longest-retry: " + 5 * retry.toSeconds() + "s",
                        "    dead-route-pause: " + retry.toSeconds() + "s",
                        "  overload:",
                        "    free-disk-percent: 1"));
        return String.join("\n", lines) + "\n";
    }

    private List<String> node() {
        var lines = new ArrayList<String>();
        lines.addAll(
                List.of(
                        "node:",
                        "  host-name: gateway.bench.example",
                        "  data-directory: " + data,
                        "  metrics: 127.0.0.1:" + metricsPort));
        certificate.ifPresent(files ->
                lines.addAll(
                        List.of(
                                "  certificate:",
                                "    chain: " + files.chain(),
                                "    key: " + files.key())));
        lines.addAll(
                List.of(
                        "  listeners:",
                        "    - name: mx",
                        "      address: 127.0.0.1:" + mxPort,
                        "      kind: mx",
                        "      tls: " + (certificate.isPresent() ? "attempt" : "none"),
                        "      line-endings: strict",
                        "    - name: lenient",
                        "      address: 127.0.0.1:" + lenientPort,
                        "      kind: mx",
                        "      tls: none",
                        "      line-endings: lenient",
                        "settings:"));
        return lines;
    }

    private List<String> relayLines() {
        return List.of(
                "  protection: {mode: \"off\"}", // a relay, as what it is measured against
                "  marking: {headers-inside: false}",
                "  relay:",
                "    local-domains: [ours.example]",
                switch (relay) {
                    case TRUSTED -> "    trusted-networks: [127.0.0.0/8]";
                    case OURS_ONLY -> "    trusted-networks: []";
                });
    }

    private List<String> limitLines() {
        var lines = new ArrayList<String>();
        if (!limits.isEmpty()) {
            lines.add("  limits:");
        }
        limits.forEach(line -> lines.add("    " + line));
        return lines;
    }

    private List<String> routeLines() {
        var lines = new ArrayList<String>();
        lines.add("  routes:");
        if (!routes.isEmpty()) {
            lines.add("    entries:");
        }
        for (RouteLine route : routes) {
            lines.add("      - match: " + route.domain());
            lines.add("        hosts: [\"" + route.host() + ":" + route.port() + "\"]");
            lines.add("        tls: none");
        }
        lines.add("    relay-host:");
        lines.add("      hosts: [\"127.0.0.1:" + relayPort + "\"]");
        lines.add("      tls: none");
        return lines;
    }
}
