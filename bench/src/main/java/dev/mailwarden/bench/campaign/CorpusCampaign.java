package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Sender;
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

/** Every message of the corpus through a lenient and through a default listener, 50 sessions. */
public final class CorpusCampaign implements Campaign {

    private static final int SESSIONS = 50;
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        Path archives = place.shared().resolve("corpus");
        if (!Files.isDirectory(archives)) {
            return Result.skipped("there is no corpus at " + archives.getFileName());
        }
        List<Path> all = Corpus.unpack(archives, place.fresh("corpus"));
        List<Path> files = place.quick() ? sample(all) : all;
        place.report().line(files.size() + " messages of " + all.size());
        var result = new Result.Builder();
        pass(place, files, false, result);
        pass(place, files, true, result);
        return result.build();
    }

    /** Every twentieth message and all that must be refused. */
    private static List<Path> sample(List<Path> all) throws IOException {
        var sample = new ArrayList<Path>();
        for (int i = 0; i < all.size(); i++) {
            if (i % 20 == 0 || Corpus.hasBareCr(Corpus.message(all.get(i)))) {
                sample.add(all.get(i));
            }
        }
        return sample;
    }

    private static void pass(Place place, List<Path> files, boolean strict, Result.Builder result)
            throws IOException, InterruptedException {
        String name = strict ? "mx" : "lenient";
        var mail = new CorpusMail(files);
        var answers = new CorpusAnswers(mail, place.report());
        try (var hop = new Hop(mail);
                var gateway = start(place, name, hop)) {
            hop.up();
            int port = strict ? gateway.port() : gateway.lenientPort();
            try (var sender = new Sender(Sender.Plan.of(Ports.at(port), SESSIONS), mail, answers)) {
                sender.start();
                if (!sender.await(LONGEST)) {
                    throw new IOException("the corpus was not sent within " + LONGEST);
                }
            }
            awaitArrivals(mail, answers);
            gateway.stop();
        }
        report(place.report(), name, mail, answers);
        conclude(result, strict ? "mx_" : "", strict, mail, answers);
    }

    private static Gateway start(Place place, String name, Hop hop)
            throws IOException, InterruptedException {
        var config =
                new GatewayConfig(
                        place.fresh(name).resolve("data"),
                        Ports.free(),
                        Ports.free(),
                        Ports.free(),
                        GatewayConfig.Relay.OURS_ONLY,
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

    /** Waits as long as there is progress, and a moment more for what should not come. */
    private static void awaitArrivals(CorpusMail mail, CorpusAnswers answers)
            throws InterruptedException {
        long before = -1;
        long lastProgress = System.nanoTime();
        while (mail.arrived() < answers.accepted()
                && System.nanoTime() - lastProgress < DRAIN.toNanos()) {
            if (mail.arrived() != before) {
                before = mail.arrived();
                lastProgress = System.nanoTime();
            }
            Thread.sleep(50);
        }
        Thread.sleep(500);
    }

    private static void report(Report report, String name, CorpusMail mail, CorpusAnswers answers) {
        report.line(
                "%s listener: %d sent, %d accepted, %d refused, %d arrived"
                        .formatted(
                                name,
                                mail.sent(),
                                answers.accepted(),
                                answers.refused(),
                                mail.arrived()));
        answers.replies()
                .forEach((reply, count) -> report.line("  %6d  %s".formatted(count, reply)));
        mail.examples().forEach(report::line);
    }

    private static void conclude(
            Result.Builder result,
            String prefix,
            boolean strict,
            CorpusMail mail,
            CorpusAnswers answers) {
        String listener = strict ? "mx listener: " : "lenient listener: ";
        result.put(prefix + "sent", mail.sent())
                .put(prefix + "arrived", mail.arrived())
                .put(prefix + "refused", answers.refused())
                .put(prefix + "altered", mail.altered() + mail.foreign())
                .put(prefix + "duplicated", mail.duplicated())
                .demand(answers.broken() == 0, listener + "transactions broke off")
                .demand(mail.altered() + mail.foreign() == 0, listener + "mail was altered")
                .demand(mail.duplicated() == 0, listener + "mail was doubled")
                .demand(
                        mail.arrived() == answers.accepted(),
                        listener + "accepted and arrived differ: " + answers.accepted())
                .demand(
                        mail.arrived() + answers.refused() == mail.sent(),
                        listener + "arrived and refused are not all")
                .demand(
                        answers.wronglyAccepted() == 0,
                        listener
                                + answers.wronglyAccepted()
                                + " messages with a bare CR were taken")
                .demand(
                        answers.withoutCause() == 0,
                        listener + answers.withoutCause() + " refusals do not name their cause");
        if (!strict) {
            result.demand(
                    answers.wronglyRefused() == 0,
                    listener
                            + answers.wronglyRefused()
                            + " messages without a bare CR were refused");
        }
    }
}
