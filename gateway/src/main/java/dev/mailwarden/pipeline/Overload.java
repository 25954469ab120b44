package dev.mailwarden.pipeline;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Admission;
import dev.mailwarden.spool.Space;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says 4xx early when mail could not be kept (SMTP-8), or when receiving was switched off, and
 * stops saying it by itself. What it keeps free is for what is already accepted: deliveries,
 * bounces, records of their end. A limit that was passed is left only when there is some room
 * again.
 *
 * <p>Free space is asked for once a second, whoever comes first then. Safe for any number of
 * threads.
 */
public final class Overload implements Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Overload.class);

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private static final Reply NO_ROOM =
            Reply.of(452, 3, 1, "insufficient system storage, try again later");
    private static final Reply BUSY = Reply.of(421, 3, 2, "not taking mail now, try again later");
    private static final Reply OFF = Reply.of(451, 3, 2, "not taking mail now, try again later");

    private final Spool spool;
    private final IntSupplier queuedMessages;
    private final BooleanSupplier journalHealthy;
    private final BooleanSupplier receiving;
    private final Supplier<Settings> settings;
    private final LongSupplier ticker;
    private final Watermark disk = new Watermark("little disk space is free");
    private final Watermark inodes = new Watermark("few inodes are free");
    private final Watermark queue = new Watermark("the queue is long");
    private volatile Reading reading;

    /** Empty space: it could not be asked for. */
    private record Reading(long at, Optional<Space> space) {}

    /**
     * Watches what mail needs to be kept.
     *
     * @param receiving whether mail is to be taken at all
     * @param ticker monotonic nanoseconds
     */
    public Overload(
            Spool spool,
            IntSupplier queuedMessages,
            BooleanSupplier journalHealthy,
            BooleanSupplier receiving,
            Supplier<Settings> settings,
            LongSupplier ticker)
            throws IOException {
        this.spool = spool;
        this.queuedMessages = queuedMessages;
        this.journalHealthy = journalHealthy;
        this.receiving = receiving;
        this.settings = settings;
        this.ticker = ticker;
        this.reading = new Reading(ticker.getAsLong(), Optional.of(spool.space()));
    }

    @Override
    public Optional<Reply> refuseConnection() {
        return spool.isHealthy() && receiving.getAsBoolean() ? Optional.empty() : Optional.of(BUSY);
    }

    @Override
    public Optional<Reply> refuseTransaction(long octets) {
        if (!receiving.getAsBoolean()) {
            return Optional.of(OFF);
        }
        Optional<Space> known = space();
        if (known.isEmpty() || isFull(known.get(), octets) || isBehind()) {
            return Optional.of(NO_ROOM);
        }
        return Optional.empty();
    }

    private boolean isFull(Space space, long octets) {
        Settings.Overload limits = settings.get().overload();
        long floor =
                Math.max(
                        space.totalOctets() / 100 * limits.freeDiskPercent(),
                        2 * settings.get().limits().messageOctets());
        long kept = Math.min(floor, space.totalOctets() / 4);
        boolean fewOctets = disk.isPassed(kept, space.freeOctets());
        boolean fewInodes =
                limits.freeInodes() > 0 && inodes.isPassed(limits.freeInodes(), space.freeInodes());
        return fewOctets || fewInodes || space.freeOctets() - octets < kept;
    }

    private boolean isBehind() {
        long most = settings.get().overload().queuedMessages();
        return queue.isPassed(queuedMessages.getAsInt(), most)
                || !journalHealthy.getAsBoolean()
                || !spool.isHealthy();
    }

    private Optional<Space> space() {
        Reading last = reading;
        long now = ticker.getAsLong();
        if (now - last.at() < FRESH) {
            return last.space();
        }
        try {
            reading = new Reading(now, Optional.of(spool.space()));
        } catch (IOException e) {
            LOG.warn("free space cannot be read", e);
            reading = new Reading(now, Optional.empty());
        }
        return reading.space();
    }
}
