package dev.mailwarden.bench;

import dev.mailwarden.bench.campaign.Campaign;
import dev.mailwarden.bench.campaign.CorpusCampaign;
import dev.mailwarden.bench.campaign.CrashCampaign;
import dev.mailwarden.bench.campaign.FailClosedCampaign;
import dev.mailwarden.bench.campaign.HostileSmtpCampaign;
import dev.mailwarden.bench.campaign.IdleCampaign;
import dev.mailwarden.bench.campaign.JmhCampaign;
import dev.mailwarden.bench.campaign.MarksCampaign;
import dev.mailwarden.bench.campaign.MixingCampaign;
import dev.mailwarden.bench.campaign.OverloadCampaign;
import dev.mailwarden.bench.campaign.Place;
import dev.mailwarden.bench.campaign.PowercutCampaign;
import dev.mailwarden.bench.campaign.QueueMillionCampaign;
import dev.mailwarden.bench.campaign.RelayCampaign;
import dev.mailwarden.bench.campaign.Report;
import dev.mailwarden.bench.campaign.Result;
import dev.mailwarden.bench.campaign.RulesCampaign;
import dev.mailwarden.bench.campaign.StartCampaign;
import dev.mailwarden.bench.campaign.TlsCampaign;
import dev.mailwarden.bench.machine.MachineFacts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs one campaign by name, writes its file and ends with its line; see {@code bench/run}. */
public final class Bench {

    private static final Map<String, Campaign> CAMPAIGNS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("corpus", new CorpusCampaign()),
                            Map.entry("crash", new CrashCampaign()),
                            Map.entry("fail-closed", new FailClosedCampaign()),
                            Map.entry("hostile-smtp", new HostileSmtpCampaign()),
                            Map.entry("idle", new IdleCampaign()),
                            Map.entry("jmh", new JmhCampaign()),
                            Map.entry("marks", new MarksCampaign()),
                            Map.entry("mixing", new MixingCampaign()),
                            Map.entry("overload", new OverloadCampaign()),
                            Map.entry("powercut", new PowercutCampaign()),
                            Map.entry("queue-million", new QueueMillionCampaign()),
                            Map.entry("relay", new RelayCampaign()),
                            Map.entry("rules", new RulesCampaign()),
                            Map.entry("start", new StartCampaign()),
                            Map.entry("tls", new TlsCampaign())));

    private static final int FAILED = 1;
    private static final int USAGE = 64; // EX_USAGE of sysexits.h
    private static final int SKIPPED = 77; // as automake's tests report it

    private Bench() {}

    /** Arguments: name and options; places come from {@code bench/run} as system properties. */
    public static void main(String[] arguments) throws IOException {
        var screen = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var options = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        Campaign campaign = arguments.length == 0 ? null : CAMPAIGNS.get(arguments[0]);
        if (campaign == null || !List.of("--quick", "--without-sync").containsAll(options)) {
            screen.println("usage: bench/run NAME [--quick] [--without-sync]");
            screen.println("NAME is one of " + String.join(", ", CAMPAIGNS.keySet()));
            System.exit(USAGE);
            return;
        }
        Path checkout = Path.of(System.getProperty("mailwarden.checkout"));
        var place =
                new Place(
                        checkout,
                        Path.of(System.getProperty("mailwarden.product")),
                        Path.of(System.getProperty("mailwarden.bench.directory")),
                        shared(checkout),
                        options.contains("--quick"),
                        options.contains("--without-sync"),
                        new Report(screen));
        System.exit(run(arguments[0], campaign, place, screen));
    }

    private static Path shared(Path checkout) {
        String named = System.getenv("MAILWARDEN_SHARED");
        return named == null ? checkout.resolveSibling("shared") : Path.of(named);
    }

    private static int run(String name, Campaign campaign, Place place, PrintStream screen)
            throws IOException {
        Instant start = Instant.now();
        try {
            Files.createDirectories(place.directory().resolve("groups"));
            List<String> facts = MachineFacts.lines(place.checkout(), place.directory());
            Result result = campaign.run(place);
            write(name, place, start, facts, result);
            return end(name, result, screen);
        } catch (Exception e) {
            e.printStackTrace(screen);
            screen.println("RESULT " + name + " failed=true");
            return FAILED;
        }
    }

    private static int end(String name, Result result, PrintStream screen) {
        int code =
                switch (result.verdict()) {
                    case Result.Verdict.Passed() -> 0;
                    case Result.Verdict.Failed(var why) -> {
                        screen.println("FAILED: " + why);
                        yield FAILED;
                    }
                    case Result.Verdict.Skipped(var why) -> {
                        screen.println("SKIPPED: " + why);
                        yield SKIPPED;
                    }
                };
        screen.println(result.line(name));
        return code;
    }

    /** Quick runs leave the committed figures of full ones alone. */
    private static void write(
            String name, Place place, Instant start, List<String> facts, Result result)
            throws IOException {
        String variant =
                name
                        + (place.withoutSync() ? "-without-sync" : "")
                        + (place.quick() ? "-quick" : "");
        Path bench = place.checkout().resolve("bench");
        Path directory = bench.resolve(place.quick() ? "target/results" : "results");
        Files.createDirectories(directory);
        var lines = new ArrayList<String>();
        lines.add(
                "bench/run %s%s, %s, %d s"
                        .formatted(
                                name,
                                place.quick() ? " --quick" : "",
                                start.truncatedTo(ChronoUnit.MINUTES),
                                ChronoUnit.SECONDS.between(start, Instant.now())));
        lines.add("");
        lines.addAll(facts);
        lines.add("");
        lines.addAll(place.report().lines());
        lines.add("");
        switch (result.verdict()) {
            case Result.Verdict.Passed() -> {}
            case Result.Verdict.Failed(var why) -> lines.add("FAILED: " + why);
            case Result.Verdict.Skipped(var why) -> lines.add("SKIPPED: " + why);
        }
        lines.add(result.line(name));
        Files.write(directory.resolve(variant + ".txt"), lines);
    }
}
