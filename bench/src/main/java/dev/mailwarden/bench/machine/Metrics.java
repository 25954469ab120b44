package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads the text format of Prometheus. */
final class Metrics {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Metrics() {}

    /** The sum of a metric over its labels as a server on the loopback shows it. */
    static double sum(int port, String name) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                            .timeout(LIMIT)
                            .build();
            return sum(client.send(request, HttpResponse.BodyHandlers.ofString()).body(), name);
        }
    }

    static double sum(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name))
                .filter(line -> line.length() > name.length())
                .filter(line -> " {".indexOf(line.charAt(name.length())) >= 0)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
