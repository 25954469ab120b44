package dev.mailwarden.track;

import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Projection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail transfer log (DATA-8): one line of text for each step of a transfer, for people and
 * {@code grep}, in files of 64 MiB within a limit, the oldest deleted first.
 *
 * <p>Made from the journal's events on the journal's thread and never waited for: when it cannot be
 * written its lines are dropped and counted, and mail goes on. It is not synced.
 */
public final class TransferLog implements Projection {

    /** The end of the files' names. */
    static final String SUFFIX = ".log";

    private static final Logger LOG = LoggerFactory.getLogger(TransferLog.class);
    private static final long LONGEST_FILE = 64L << 20;
    private static final int PARTS = 16;

    /** After a failure nothing is tried for so long. */
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private final Segments segments;
    private final Supplier<Settings.Logs> limits;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final JsonLine lines = new JsonLine(1 << 16);
    private boolean failing;
    private long failedAt;
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /**
     * Opens the log.
     *
     * @param directory of this log alone; made if it is not there, 0700
     * @param limits asked before each batch
     */
    public static TransferLog open(
            Path directory, Supplier<Settings.Logs> limits, InstantSource clock)
            throws IOException {
        return open(directory, limits, clock, new DiskVolume(), System::nanoTime);
    }

    static TransferLog open(
            Path directory,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            Volume volume,
            LongSupplier ticker)
            throws IOException {
        DiskVolume.createDirectory(directory);
        var segments =
                new Segments(
                        directory,
                        SUFFIX,
                        volume,
                        file -> Files.getLastModifiedTime(file).toInstant());
        if (segments.newest().isPresent()) {
            segments.resume(segments.newestOctets());
        }
        return new TransferLog(segments, limits, clock, ticker);
    }

    private TransferLog(
            Segments segments,
            Supplier<Settings.Logs> limits,
            InstantSource clock,
            LongSupplier ticker) {
        this.segments = segments;
        this.limits = limits;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public void take(List<Event> events) {
        if (failing && ticker.getAsLong() - failedAt < PAUSE) {
            lost.add(events.size());
            return;
        }
        lines.clear();
        events.forEach(event -> TransferLine.write(lines, event));
        try {
            write();
            written.add(events.size());
            failing = false;
        } catch (IOException e) {
            lost.add(events.size());
            giveUpFile(e);
        }
    }

    private void write() throws IOException {
        long limit = limits.get().transferOctets();
        long longest = Math.min(LONGEST_FILE, limit / PARTS);
        segments.prune(limit - lines.length(), Instant.MIN);
        if (segments.isOpen()
                && segments.newestOctets() > 0
                && segments.newestOctets() + lines.length() > longest) {
            segments.close();
        }
        if (!segments.isOpen()) {
            segments.begin(clock.instant());
        }
        segments.write(ByteBuffer.wrap(lines.array(), 0, lines.length()));
    }

    private void giveUpFile(IOException cause) {
        if (!failing) {
            LOG.error(
                    "mail transfer log: cannot be written, lines are dropped until it can", cause);
        }
        failing = true;
        failedAt = ticker.getAsLong();
        segments.close();
    }

    /** {@return lines written since the start} */
    public long written() {
        return written.sum();
    }

    /** {@return lines dropped since the start} */
    public long lost() {
        return lost.sum();
    }

    /** Called by the journal that it was given to. */
    @Override
    public void close() {
        segments.close();
    }
}
