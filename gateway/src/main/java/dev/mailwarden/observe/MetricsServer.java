package dev.mailwarden.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics} for Prometheus and {@code /healthz} for whoever watches the service.
 * There is no sign-in: it belongs on loopback or a network for administrators.
 */
public final class MetricsServer implements AutoCloseable {

    private static final int BACKLOG = 16;

    private final HttpServer server;

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /** Whether the gateway can do its work. */
    public enum Health {
        /** It takes mail. */
        READY,
        /** It answers 4xx: it is starting, stopping or overloaded. */
        BUSY
    }

    /**
     * Starts serving.
     *
     * @param executor bounds how many requests are answered at once
     */
    public static MetricsServer start(
            InetSocketAddress address, Metrics metrics, Supplier<Health> health, Executor executor)
            throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.createContext(
                "/metrics",
                only(
                        "/metrics",
                        exchange -> {
                            var body = new ByteArrayOutputStream();
                            metrics.write(body);
                            send(exchange, 200, "text/plain; version=0.0.4", body.toByteArray());
                        }));
        server.createContext(
                "/healthz",
                only(
                        "/healthz",
                        exchange -> {
                            switch (health.get()) {
                                case READY -> send(exchange, 200, "ready\n");
                                case BUSY -> send(exchange, 503, "busy\n");
                            }
                        }));
        server.createContext("/", exchange -> send(exchange, 404, "not found\n"));
        server.setExecutor(executor);
        server.start();
        return new MetricsServer(server);
    }

    /** The server takes a context's path for a beginning; here it is the whole. */
    private static HttpHandler only(String path, HttpHandler handler) {
        return exchange -> {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, 404, "not found\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "only GET\n");
            } else {
                handler.handle(exchange);
            }
        };
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain", text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it listens, for port 0. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
