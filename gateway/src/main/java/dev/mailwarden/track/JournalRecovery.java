package dev.mailwarden.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the journal's files say when it is opened. */
final class JournalRecovery {

    private static final byte[] POSITION =
            "{\"kind\":\"position\",".getBytes(StandardCharsets.US_ASCII);

    private JournalRecovery() {}

    /**
     * The end of a file.
     *
     * @param octets up to the end of its last line; a torn line may follow
     * @param position the last mark in front of any damage: what a power cut left behind a hole was
     *     perhaps never complete
     * @param damaged lines whose checksum does not hold
     */
    record Tail(long octets, Optional<JournalLine.Position> position, long damaged) {}

    static Tail tail(Path file) throws IOException {
        Optional<JournalLine.Position> position = Optional.empty();
        long damaged = 0;
        try (var blocks = new LineBlocks(file)) {
            while (blocks.next()) {
                byte[] octets = blocks.octets();
                int to;
                for (int from = 0; from < blocks.end(); from = to) {
                    to = EventCodec.lineEnd(octets, from, blocks.end());
                    if (!EventCodec.isSound(octets, from, to)) {
                        damaged++;
                    } else if (damaged == 0 && isPosition(octets, from, to)) {
                        position = position(octets, from, to);
                    }
                }
            }
            return new Tail(blocks.position(), position, damaged);
        }
    }

    private static boolean isPosition(byte[] octets, int from, int to) {
        return to - from > POSITION.length
                && Arrays.equals(
                        octets, from, from + POSITION.length, POSITION, 0, POSITION.length);
    }

    private static Optional<JournalLine.Position> position(byte[] octets, int from, int to) {
        return EventCodec.decode(octets, from, to) instanceof JournalLine.Position position
                ? Optional.of(position)
                : Optional.empty();
    }

    /** {@return the last position that the files vouch for, newest file first, or -1} */
    static long lastPosition(List<Path> files) throws IOException {
        for (Path file : files.reversed()) {
            Optional<JournalLine.Position> position = tail(file).position();
            if (position.isPresent()) {
                return position.get().spool();
            }
        }
        return Chunk.NOWHERE;
    }

    /** {@return the time in a file's first line, or else when the file was last written} */
    static Instant started(Path file) throws IOException {
        try (var blocks = new LineBlocks(file)) {
            if (blocks.next()) {
                int to = EventCodec.lineEnd(blocks.octets(), 0, blocks.end());
                Optional<JournalLine.Position> first = position(blocks.octets(), 0, to);
                if (first.isPresent()) {
                    return first.get().at();
                }
            }
        }
        return Files.getLastModifiedTime(file).toInstant();
    }
}
