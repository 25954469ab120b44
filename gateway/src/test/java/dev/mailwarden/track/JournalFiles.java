package dev.mailwarden.track;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What tests ask of a journal's directory. */
final class JournalFiles {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration SOON = Duration.ofSeconds(30);
    static final Settings.Logs ROOMY =
            new Settings.Logs(1L << 30, Duration.ofDays(3), 1L << 30, 1, 1);

    private JournalFiles() {}

    static Event event(int number) {
        return new Event.SetAside(
                new JourneyId(0x0195_0000_0000_7000L, number), number, NOON, "event " + number);
    }

    static List<Path> list(Path directory) throws IOException {
        return Segments.list(directory, EventJournal.SUFFIX);
    }

    static List<JournalLine> lines(Path directory) throws IOException {
        List<JournalLine> lines = new ArrayList<>();
        for (Path file : list(directory)) {
            lines.addAll(EventCodec.decode(Files.readAllBytes(file)));
        }
        return lines;
    }

    /** The sequence numbers of all events in the order of the files. */
    static List<Integer> numbers(Path directory) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (JournalLine line : lines(directory)) {
            if (line instanceof JournalLine.Known(Event event)) {
                numbers.add(event.sequence());
            }
        }
        return numbers;
    }

    static boolean isDamaged(JournalLine line) {
        return line instanceof JournalLine.Damaged;
    }
}
