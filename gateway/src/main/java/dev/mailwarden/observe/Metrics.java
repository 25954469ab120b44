package dev.mailwarden.observe;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Projection;
import dev.mailwarden.message.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What is counted: the events as they reach the journal, on its thread, so that no session and no
 * delivery pays for it; and figures that are asked for when metrics are read. Labels never hold
 * anything that strangers choose, so their number is bounded. Safe for any number of threads.
 */
public final class Metrics implements Projection {

    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300, 3600, 86400
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private final CounterDataPoint messages =
            counter("messages_accepted", "Messages answered 250, and notifications made here.");
    private final CounterDataPoint octets =
            counter("accepted_octets", "Octets of messages accepted.");
    private final CounterDataPoint recipientsAccepted =
            counter("recipients_accepted", "Recipients of messages accepted.");
    private final Counter refused =
            Counter.builder()
                    .name("mailwarden_refused_total")
                    .help("Connections, commands and messages refused, by the class of the reply.")
                    .labelNames("class")
                    .register(registry);
    private final CounterDataPoint refusedForNow = refused.labelValues("4xx");
    private final CounterDataPoint refusedForGood = refused.labelValues("5xx");
    private final Counter results =
            Counter.builder()
                    .name("mailwarden_module_results_total")
                    .help("What modules said in judgements, by module and status.")
                    .labelNames("module", "status")
                    .register(registry);
    private final Counter judged =
            Counter.builder()
                    .name("mailwarden_judged_total")
                    .help("Recipients that were judged about, by what became of the message.")
                    .labelNames("fate")
                    .register(registry);
    private final Counter recipients =
            Counter.builder()
                    .name("mailwarden_recipients_total")
                    .help("Recipients of accepted messages, by what was done for them.")
                    .labelNames("outcome")
                    .register(registry);
    private final CounterDataPoint delivered = recipients.labelValues("delivered");
    private final CounterDataPoint deferred = recipients.labelValues("deferred");
    private final CounterDataPoint bounced = recipients.labelValues("bounced");
    private final CounterDataPoint held = recipients.labelValues("held");
    private final CounterDataPoint released = recipients.labelValues("released");
    private final CounterDataPoint redirected = recipients.labelValues("redirected");
    private final CounterDataPoint reported = recipients.labelValues("reported");
    private final CounterDataPoint removed = recipients.labelValues("removed");
    private final CounterDataPoint setAside =
            counter("messages_set_aside", "Stored messages that could not be read back.");
    private final DistributionDataPoint age =
            Histogram.builder()
                    .name("mailwarden_delivery_age_seconds")
                    .help("Time from the 250 to the next hop's 250.")
                    .classicOnly()
                    .classicUpperBounds(SECONDS)
                    .register(registry);

    /** Every figure is there from the start, at 0. */
    public Metrics() {
        for (Judgement.Fate fate : Judgement.Fate.values()) {
            judged.initLabelValues(fate.text());
        }
        for (ModuleName name : ModuleName.values()) {
            for (Status status : Status.values()) {
                if (name.has(status)) {
                    results.initLabelValues(module(name), status.text());
                }
            }
        }
    }

    private CounterDataPoint counter(String name, String help) {
        return Counter.builder()
                .name("mailwarden_" + name + "_total")
                .help(help)
                .register(registry);
    }

    /** Figures that are asked for when metrics are read. */
    public enum Figure {
        QUEUE_MESSAGES("queue_messages", "Messages in the queue."),
        QUEUE_INDEXED(
                "queue_indexed",
                "1 once everything that was queued before the start is known, else 0."),
        CONNECTIONS_OPEN("connections_open", "Connections open now."),
        SPOOL_HEALTHY("spool_healthy", "1 while the spool can be written, else 0."),
        SPOOL_BACKLOG_OCTETS("spool_backlog_octets", "Octets that wait for the disk."),
        CALL_AHEAD_PROBES(
                "call_ahead_probes", "Questions for a mailbox sent to servers since the start."),
        CALL_AHEAD_UNKNOWN(
                "call_ahead_unknown",
                "Recipients since the start that do not exist according to a server."),
        CALL_AHEAD_UNSURE(
                "call_ahead_unsure",
                "Recipients since the start for which no server could be asked."),
        CALL_AHEAD_REMEMBERED(
                "call_ahead_remembered", "Mailboxes of which a server's answer is remembered."),
        JOURNAL_EVENTS("journal_events", "Events recorded since the start."),
        JOURNAL_LOST("journal_lost", "Events since the start that could not be kept.");

        private final String title;
        private final String help;

        Figure(String title, String help) {
            this.title = title;
            this.help = help;
        }
    }

    /**
     * Says where a figure comes from.
     *
     * @param source answers at once, from any thread
     */
    public void watch(Figure figure, LongSupplier source) {
        GaugeWithCallback.builder()
                .name("mailwarden_" + figure.title)
                .help(figure.help)
                .callback(callback -> callback.call((double) source.getAsLong()))
                .register(registry);
    }

    @Override
    public void take(List<Event> events) {
        events.forEach(this::count);
    }

    private void count(Event event) {
        switch (event) {
            case Event.Received received -> {
                messages.inc();
                octets.inc(received.octets());
                recipientsAccepted.inc(received.envelope().recipients().size());
            }
            case Event.Refused refusal ->
                    (refusal.code() < 500 ? refusedForNow : refusedForGood).inc();
            case Event.Judged judgement -> count(judgement);
            case Event.Delivered delivery -> {
                delivered.inc(delivery.recipients().size());
                age.observe(delivery.age().toMillis() / 1000.0);
            }
            case Event.Deferred deferral -> deferred.inc(deferral.recipients().size());
            case Event.Bounced bounce -> bounced.inc(bounce.recipients().size());
            case Event.Held hold -> held.inc(hold.recipients().size());
            case Event.Released release -> released.inc(release.recipients().size());
            case Event.Redirected redirection -> redirected.inc(redirection.recipients().size());
            case Event.Reported report -> reported.inc(report.recipients().size());
            case Event.Removed removal -> removed.inc(removal.recipients().size());
            case Event.SetAside _ -> setAside.inc();
        }
    }

    private void count(Event.Judged judgement) {
        judged.labelValues(judgement.fate().text()).inc(judgement.recipients().size());
        for (ModuleResult result : judgement.verdict().results().values()) {
            results.labelValues(module(result.module()), result.status().text()).inc();
            if (result.macros()) {
                results.labelValues(module(result.module()), Status.MACROS_DETECTED.text()).inc();
            }
        }
    }

    private static String module(ModuleName name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    /** Nothing is held open. */
    @Override
    public void close() {}

    /** Writes all figures in Prometheus' text format 0.0.4. */
    void write(OutputStream out) throws IOException {
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
    }

    /** All figures as text, for tests and diagnostics. */
    @Override
    public String toString() {
        var out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
