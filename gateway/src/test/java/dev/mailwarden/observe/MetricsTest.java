package dev.mailwarden.observe;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.observe.MetricsServer.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @Test
    void countsEvents() {
        JourneyId journey = new JourneyId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
        Mailbox bob = Mailbox.parse("bob@ours.example").orElseThrow();
        HopFacts hop = new HopFacts("inner.example", "192.0.2.1", 25, Optional.empty());
        metrics.take(
                List.of(
                        refused(journey, 451),
                        refused(journey, 550),
                        refused(journey, 550),
                        new Event.Delivered(
                                journey,
                                1,
                                Instant.EPOCH,
                                List.of(bob, bob),
                                hop,
                                new EnhancedStatusCode(2, 0, 0),
                                "250 ok",
                                Duration.ofMillis(40))));
        metrics.watch(Metrics.Figure.QUEUE_MESSAGES, () -> 42);
        assertThat(metrics.toString().lines())
                .contains(
                        "mailwarden_refused_total{class=\"4xx\"} 1.0",
                        "mailwarden_refused_total{class=\"5xx\"} 2.0",
                        "mailwarden_recipients_total{outcome=\"delivered\"} 2.0",
                        "mailwarden_recipients_total{outcome=\"bounced\"} 0.0",
                        "mailwarden_delivery_age_seconds_bucket{le=\"0.025\"} 0",
                        "mailwarden_delivery_age_seconds_bucket{le=\"0.05\"} 1",
                        "mailwarden_queue_messages 42.0");
    }

    @Test
    void countsWhatWasJudged() {
        JourneyId journey = new JourneyId(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L);
        metrics.take(
                List.of(
                        judged(journey, "bob@ours.example", "eve@ours.example")
                                .saying(ModuleName.ANTIVIRUS, Status.INFECTED)
                                .to(Action.REJECT, ModuleName.ANTIVIRUS, Judgement.Fate.REFUSED)
                                .event(),
                        judged(journey, "bob@ours.example").macros().event()));
        assertThat(metrics.toString().lines())
                .contains(
                        "mailwarden_judged_total{fate=\"refused\"} 2.0",
                        "mailwarden_judged_total{fate=\"delivered\"} 1.0",
                        "mailwarden_judged_total{fate=\"put-off\"} 0.0",
                        series("antivirus", "Infected") + " 1.0",
                        series("antivirus", "MacrosDetected") + " 1.0",
                        series("antivirus", "NotDetected") + " 1.0",
                        series("sandbox", "Skipped") + " 0.0");
    }

    private static String series(String module, String status) {
        return "mailwarden_module_results_total{module=\"%s\",status=\"%s\"}"
                .formatted(module, status);
    }

    private static Event refused(JourneyId journey, int code) {
        return new Event.Refused(
                journey,
                0,
                Instant.EPOCH,
                "mx",
                InetAddress.getLoopbackAddress(),
                "client.example",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "rcpt",
                code,
                new EnhancedStatusCode(code / 100, 1, 1),
                "no");
    }

    @Test
    void servesThemWithTheHealth() throws Exception {
        var health = new AtomicReference<>(Health.BUSY);
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var threads = Executors.newFixedThreadPool(2);
                var server = MetricsServer.start(any, metrics, health::get, threads)) {
            assertThat(get(server, "/metrics").body())
                    .contains("mailwarden_messages_accepted_total 0.0");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
            health.set(Health.READY);
            assertThat(get(server, "/healthz").body()).isEqualTo("ready\n");
            assertThat(get(server, "/metricsx").statusCode()).isEqualTo(404);
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
            assertThat(send(server, "/metrics", "DELETE").statusCode()).isEqualTo(405);
        }
    }

    private static HttpResponse<String> get(MetricsServer server, String path)
            throws IOException, InterruptedException {
        return send(server, path, "GET");
    }

    private static HttpResponse<String> send(MetricsServer server, String path, String method)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
