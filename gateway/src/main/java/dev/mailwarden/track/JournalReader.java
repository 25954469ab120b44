package dev.mailwarden.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the journal on from a place, file by file, while it is written. A place that is no longer
 * there, because its file was deleted or its end lost with the power, becomes the next one that is;
 * what is then read twice changes nothing. For one thread.
 */
final class JournalReader {

    private final Path directory;
    private JournalPlace place;

    /** A piece of the journal, and the place behind it. */
    record Piece(List<JourneyChange> changes, JournalPlace place) {}

    JournalReader(Path directory, JournalPlace place) {
        this.directory = directory;
        this.place = place;
    }

    /** {@return the next piece; one with the same place if there is nothing more yet} */
    Piece next() throws IOException {
        List<Path> files = Segments.list(directory, EventJournal.SUFFIX);
        for (int i = 0; i < files.size(); i++) {
            long number = number(files.get(i));
            if (number < place.file()) {
                continue;
            }
            long from = number == place.file() ? place.octets() : 0;
            try {
                Piece piece = read(files.get(i), number, from);
                if (piece.place().octets() > from || i == files.size() - 1) {
                    place = piece.place();
                    return piece;
                }
            } catch (NoSuchFileException e) {
                // Deleted, as the oldest: the next one then.
            }
        }
        return new Piece(List.of(), place);
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - EventJournal.SUFFIX.length()));
    }

    private static Piece read(Path file, long number, long from) throws IOException {
        long begin = Files.size(file) < from || !endsLine(file, from) ? 0 : from;
        try (var blocks = new LineBlocks(file, begin)) {
            List<JourneyChange> changes = new ArrayList<>();
            if (blocks.next()) {
                byte[] octets = blocks.octets();
                int to;
                for (int at = 0; at < blocks.end(); at = to) {
                    to = EventCodec.lineEnd(octets, at, blocks.end());
                    add(changes, octets, at, to);
                }
            }
            return new Piece(changes, new JournalPlace(number, blocks.position()));
        }
    }

    /** After a loss of power other lines may stand where the old ones ended. */
    private static boolean endsLine(Path file, long at) throws IOException {
        if (at == 0) {
            return true;
        }
        try (var blocks = new LineBlocks(file, at - 1)) {
            return blocks.next() && blocks.octets()[0] == '\n';
        }
    }

    private static void add(List<JourneyChange> changes, byte[] octets, int from, int to) {
        switch (EventCodec.decode(octets, from, to)) {
            case JournalLine.Known(var event) ->
                    changes.add(JourneyChange.of(event, text(octets, from, to)));
            case JournalLine.Unknown unknown -> JourneyChange.of(unknown).ifPresent(changes::add);
            case JournalLine.Position _, JournalLine.Damaged _ -> {}
        }
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from - 1, StandardCharsets.UTF_8);
    }
}
