package dev.mailwarden.queue;

import dev.mailwarden.spool.FrameVisitor;
import dev.mailwarden.spool.Location;
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

    /** Frames whose records hold but are not understood: a newer program may. */
    List<Location> unreadable() {
        return unreadable;
    }

    @Override
    public void frame(Location location, ByteBuffer records) {
        Optional<List<QueueRecord>> understood = QueueRecords.understand(records);
        if (understood.isEmpty()) {
            LOG.error("CRITICAL: the records at {} are not understood, and kept", location);
            unreadable.add(location);
        }
        for (QueueRecord record : understood.orElse(List.of())) {
            restoration.apply(record, location);
        }
    }

    @Override
    public void events(long lsn, byte[] events) {
        journal.accept(events, lsn);
    }
}
