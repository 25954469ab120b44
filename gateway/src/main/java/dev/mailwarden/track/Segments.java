package dev.mailwarden.track;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbered files of one log, {@code 000000000001.jsonl} and so on: the newest grows, the oldest
 * are deleted. For one thread.
 */
final class Segments {

    private final Path directory;
    private final String suffix;
    private final Volume volume;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long octets;
    private long lastNumber;
    private Volume.@Nullable Appender appender;

    /** One file. */
    private static final class Segment {
        final Path file;
        final Instant started;
        long octets;

        Segment(Path file, Instant started, long octets) {
            this.file = file;
            this.started = started;
            this.octets = octets;
        }
    }

    /** Tells when the first line of a file was written. */
    interface Start {
        Instant of(Path file) throws IOException;
    }

    /**
     * Finds the files that are there.
     *
     * @param suffix with its dot, such as {@code .jsonl}
     */
    Segments(Path directory, String suffix, Volume volume, Start start) throws IOException {
        this.directory = directory;
        this.suffix = suffix;
        this.volume = volume;
        for (Path file : list(directory, suffix)) {
            long size = Files.size(file);
            lastNumber = number(file, suffix);
            segments.addLast(new Segment(file, start.of(file), size));
            octets += size;
        }
    }

    /** {@return the files of a log, oldest first} */
    static List<Path> list(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> result = new ArrayList<>(files.toList());
            result.removeIf(file -> number(file, suffix) < 0);
            result.sort((a, b) -> Long.compare(number(a, suffix), number(b, suffix)));
            return result;
        }
    }

    private static final Pattern NAME = Pattern.compile("([0-9]{12})(\\.[a-z]+)");

    /** {@return the number in a file's name, or -1 if it is not a file of this log} */
    private static long number(Path file, String suffix) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() && name.group(2).equals(suffix) ? Long.parseLong(name.group(1)) : -1;
    }

    /** {@return the newest file} */
    Optional<Path> newest() {
        return Optional.ofNullable(segments.peekLast()).map(segment -> segment.file);
    }

    /** Whether there is a file to write to. */
    boolean isOpen() {
        return appender != null;
    }

    /** {@return the octets in the newest file} */
    long newestOctets() {
        return segments.isEmpty() ? 0 : segments.getLast().octets;
    }

    /** {@return when the newest file was begun} */
    Instant newestStarted() {
        return segments.getLast().started;
    }

    /** {@return the octets in all files} */
    long octets() {
        return octets;
    }

    /** {@return when the oldest file was begun, empty if there is none} */
    Optional<Instant> oldestStarted() {
        return Optional.ofNullable(segments.peekFirst()).map(segment -> segment.started);
    }

    /** Goes on in the newest file after its first {@code length} octets. */
    void resume(long length) throws IOException {
        Segment newest = segments.getLast();
        appender = volume.reopen(newest.file, length);
        octets += length - newest.octets;
        newest.octets = length;
    }

    /** Begins a file. The one before must be closed. */
    void begin(Instant now) throws IOException {
        lastNumber++; // also when this fails: a half made file keeps its number
        String name = String.format(Locale.ROOT, "%012d%s", lastNumber, suffix);
        appender = volume.create(directory, name);
        segments.addLast(new Segment(directory.resolve(name), now, 0));
    }

    /** Adds octets to the newest file. */
    void write(ByteBuffer lines) throws IOException {
        int count = lines.remaining();
        open().write(lines);
        segments.getLast().octets += count;
        octets += count;
    }

    /** Returns when the newest file is on stable storage. */
    void force() throws IOException {
        open().force();
    }

    /** Closes the newest file. Whatever the file system says to that, it is not written again. */
    void close() {
        if (appender != null) {
            try {
                appender.close();
            } catch (IOException e) {
                // What had to be stable was forced before; nothing rests on the close.
            }
            appender = null;
        }
    }

    /** Closes the newest file and deletes it: it holds nothing that is not written elsewhere. */
    void discard() {
        close();
        Segment newest = segments.removeLast();
        octets -= newest.octets;
        try {
            volume.delete(newest.file);
        } catch (IOException e) {
            segments.addLast(newest);
            octets += newest.octets;
        }
    }

    /**
     * Deletes the oldest files until the log keeps its limits; never the newest file.
     *
     * @param limit octets in all
     * @param notBefore files begun before are deleted
     */
    void prune(long limit, Instant notBefore) throws IOException {
        while (segments.size() > 1
                && (octets > limit || segments.getFirst().started.isBefore(notBefore))) {
            Segment oldest = segments.getFirst();
            volume.delete(oldest.file);
            segments.removeFirst();
            octets -= oldest.octets;
        }
    }

    private Volume.Appender open() throws IOException {
        if (appender == null) {
            throw new IOException("no file is open in " + directory);
        }
        return appender;
    }
}
