package dev.mailwarden.queue;

import dev.mailwarden.spool.FrameVisitor;
import dev.mailwarden.spool.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records in the spool, in the order of the log. */
final class QueueRecovery implements FrameVisitor {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRecovery.class);

    private final Restoration restoration;
    private final ObjLongConsumer<byte[]> journal;
    private final List<Location> unreadable = new ArrayList<>();

    /**
     * @param journal takes events that the event journal does not have, with their LSN
     */
    QueueRecovery(Restoration restoration, ObjLongConsumer<byte[]> journal) {
        this.restoration = restoration;
        this.journal = journal;
    }

    /** Frames whose records hold but make no sense. */
    List<Location> unreadable() {
        return unreadable;
    }

    @Override
    public int frame(Location location, ByteBuffer records) throws IOException {
        Optional<List<QueueRecord>> understood = understand(location, records);
        if (understood.isEmpty()) {
            LOG.error("CRITICAL: the records at {} are not understood, and kept", location);
            unreadable.add(location);
            return 1;
        }
        restoration.apply(understood.get(), location);
        long things = understood.get().stream().filter(QueueRecovery::isThing).count();
        return (int) Math.max(1, things);
    }

    /** What is passed over might be mail that is owed, or the end of mail that is found. */
    private static Optional<List<QueueRecord>> understand(Location location, ByteBuffer records)
            throws IOException {
        try {
            return QueueRecords.understand(records);
        } catch (NewerRecordException e) {
            throw new IOException(
                    "at %s stands %s; nothing from before this start is delivered or deleted until "
                                    .formatted(location, e.getMessage())
                            + "the version that wrote it, or a later one, is started",
                    e);
        }
    }

    private static boolean isThing(QueueRecord record) {
        return record instanceof QueueRecord.Accepted || record instanceof QueueRecord.Copied;
    }

    @Override
    public void events(long lsn, byte[] events) {
        journal.accept(events, lsn);
    }
}
