package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Changes of journeys to write. */
final class Journeys {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Journeys() {}

    /** Opens a store in the engine of the databases. */
    static JourneyStore open(
            TestDatabases databases, Path directory, Supplier<Duration> age, InstantSource clock)
            throws IOException {
        Supplier<EmbeddedJourneyStore.Limits> limits =
                () -> new EmbeddedJourneyStore.Limits(1L << 30, age.get());
        return switch (databases.engine()) {
            case SQLITE ->
                    EmbeddedJourneyStore.open(
                            directory.resolve("journeys"), limits, clock, System::nanoTime);
            case POSTGRESQL ->
                    SharedJourneyStore.open(
                            databases.open(SharedJourneyStore.SCHEMA), "here", limits, clock);
        };
    }

    static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }

    /** The journey that begins so many seconds after noon. */
    static JourneyId id(int second) {
        return JourneyId.of(at(second), new Random(second));
    }

    static JourneyFacts facts(int second) {
        return new JourneyFacts(
                "mx",
                "192.0.2." + second % 200,
                "mail.host%d.example".formatted(second % 7),
                "",
                "Sender%d@from%d.example".formatted(second, second % 5),
                1000 + second,
                "Grüße 100%% no %d".formatted(second),
                "<%d@mid.example>".formatted(second),
                second % 10 == 0 ? "Infected" : "NotDetected",
                "{\"n\":%d}".formatted(second));
    }

    /** Received, for a common recipient and one of its own. */
    static JourneyChange received(int second) {
        return new JourneyChange(
                id(second),
                0,
                at(second),
                "received",
                "{\"kind\":\"received\",\"n\":%d}".formatted(second),
                Optional.of(facts(second)),
                List.of(state("All@example.org", "queued", ""), own(second, "queued", "")));
    }

    static RecipientState own(int second, String outcome, String text) {
        return state("user%d@to%d.example".formatted(second, second % 3), outcome, text);
    }

    static RecipientState state(String recipient, String outcome, String text) {
        return new RecipientState(
                recipient, outcome, text, outcome.equals("queued") ? "rule 1" : "", "");
    }

    /** What became of its own recipient. */
    static JourneyChange ended(int second, int sequence, String outcome) {
        return new JourneyChange(
                id(second),
                sequence,
                at(second + sequence),
                outcome,
                "{\"kind\":\"%s\"}".formatted(outcome),
                Optional.empty(),
                List.of(own(second, outcome, "250 " + sequence)));
    }
}
