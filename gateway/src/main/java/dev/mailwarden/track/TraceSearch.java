package dev.mailwarden.track;

import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One search: which journeys match, then all events of those. For one thread, and one search.
 *
 * <p>Keeps at most {@value #MOST_EVENTS} events and, while it looks, the ids wanted.
 */
final class TraceSearch {

    static final int MOST_EVENTS = 20_000;

    /** What an event's line begins with, up to the 36 characters of the journey. */
    private static final int JOURNEY_AT = "{\"journey\":\"".length();

    /** How far a clock may have been set back since a journey began, for its start to be found. */
    private static final Duration CLOCK_ERROR = Duration.ofHours(1);

    private final List<Path> files;
    private final Map<Path, Long> damaged = new HashMap<>();
    private final Map<JourneyId, TreeMap<Integer, JournalLine>> journeys = new HashMap<>();
    private int events;
    private boolean more;

    /** Prepares a search through these files, the newest first. */
    TraceSearch(List<Path> files) {
        this.files = files;
    }

    /** Does something with a line whose checksum holds. */
    private interface Line {
        void read(byte[] octets, int from, int to);
    }

    /** Finds the newest journeys that match, and their events. */
    Trace.Result find(TraceMatch match, int most) throws IOException {
        Set<JourneyId> found = new LinkedHashSet<>();
        for (Path file : files) {
            if (more) {
                break;
            }
            for (JourneyId id : matching(file, match, most).reversed()) {
                if (found.size() < most) {
                    found.add(id);
                } else if (!found.contains(id)) {
                    more = true;
                }
            }
        }
        return collect(found);
    }

    /** {@return the last ids in a file that match, one more than wanted if there are that many} */
    private List<JourneyId> matching(Path file, TraceMatch match, int most) throws IOException {
        Set<JourneyId> found = new LinkedHashSet<>();
        read(
                file,
                (octets, from, to) -> {
                    if (match.needle().find(octets, from, to) >= 0
                            && EventCodec.decode(octets, from, to)
                                    instanceof JournalLine.Known(Event event)
                            && match.event().test(event)) {
                        found.remove(event.journey());
                        found.add(event.journey());
                        if (found.size() > most + 1) {
                            found.remove(found.iterator().next());
                        }
                    }
                });
        return List.copyOf(found);
    }

    /** Reads the events of some journeys, from the newest file to the one where they began. */
    Trace.Result collect(Set<JourneyId> wanted) throws IOException {
        wanted.forEach(id -> journeys.put(id, new TreeMap<>()));
        Instant begun =
                wanted.stream()
                        .map(TraceSearch::begun)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MAX);
        for (Path file : files) {
            if (wanted.isEmpty() || !read(file, this::keep) || startedBefore(file, begun)) {
                break;
            }
        }
        return result();
    }

    private static boolean startedBefore(Path file, Instant begun) {
        try {
            return JournalRecovery.started(file).isBefore(begun.minus(CLOCK_ERROR));
        } catch (IOException e) {
            return false;
        }
    }

    /** A journey's id begins with its time in milliseconds (RFC 9562 §5.7). */
    private static Instant begun(JourneyId id) {
        return Instant.ofEpochMilli(id.high() >>> 16);
    }

    private void keep(byte[] octets, int from, int to) {
        TreeMap<Integer, JournalLine> lines = journeys.get(journeyOf(octets, from, to));
        if (lines == null) {
            return;
        }
        JournalLine line = EventCodec.decode(octets, from, to);
        int sequence =
                switch (line) {
                    case JournalLine.Known known -> known.event().sequence();
                    case JournalLine.Unknown unknown -> unknown.sequence();
                    case JournalLine.Position _, JournalLine.Damaged _ -> -1;
                };
        if (sequence < 0 || lines.containsKey(sequence)) {
            return;
        }
        if (events == MOST_EVENTS) {
            more = true;
        } else {
            lines.put(sequence, line);
            events++;
        }
    }

    /** {@return the journey that a line of ours names; nonsense for another line} */
    private static JourneyId journeyOf(byte[] octets, int from, int to) {
        int at = from + JOURNEY_AT;
        if (to - at < 36) {
            return new JourneyId(0, 0);
        }
        long high =
                (EventCodec.hexadecimal(octets, at, 8) << 32)
                        | (EventCodec.hexadecimal(octets, at + 9, 4) << 16)
                        | EventCodec.hexadecimal(octets, at + 14, 4);
        long low =
                (EventCodec.hexadecimal(octets, at + 19, 4) << 48)
                        | EventCodec.hexadecimal(octets, at + 24, 12);
        return new JourneyId(high, low);
    }

    /** Reads the sound lines of a file; {@return false if it was deleted since it was listed} */
    private boolean read(Path file, Line line) throws IOException {
        long bad = 0;
        try (var blocks = new LineBlocks(file)) {
            while (blocks.next()) {
                byte[] octets = blocks.octets();
                int to;
                for (int from = 0; from < blocks.end(); from = to) {
                    to = EventCodec.lineEnd(octets, from, blocks.end());
                    if (EventCodec.isSound(octets, from, to)) {
                        line.read(octets, from, to);
                    } else {
                        bad++;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        damaged.put(file, bad);
        return true;
    }

    private Trace.Result result() {
        List<Trace.Journey> found = new ArrayList<>();
        journeys.forEach((id, lines) -> {
            if (!lines.isEmpty()) {
                found.add(new Trace.Journey(id, List.copyOf(lines.values())));
            }
        });
        found.sort(Comparator.comparing(Trace.Journey::id).reversed());
        long bad = damaged.values().stream().mapToLong(Long::longValue).sum();
        return new Trace.Result(found, bad, more);
    }
}
