package dev.mailwarden.queue;

import dev.mailwarden.spool.FrameOwner;
import dev.mailwarden.spool.Location;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets the spool move queued messages out of old segments. A message that is being moved is leased
 * to nobody, so that "delivered" is never written before its move and then forgotten.
 */
final class QueueMover implements FrameOwner {

    private final QueueIndex index;

    QueueMover(QueueIndex index) {
        this.index = index;
    }

    @Override
    public Optional<byte[]> beginMove(Location from, ByteBuffer records) {
        Optional<List<QueueRecord>> understood = QueueRecords.understand(records);
        if (understood.isEmpty()) {
            return Optional.of(octets(records)); // it goes on as it is, and blocks nothing
        }
        List<QueueRecord.Accepted> all = accepted(understood.get());
        index.lock().lock();
        try {
            for (QueueRecord.Accepted record : all) {
                Optional<QueuedMessage> message = index.find(record.journey());
                if (message.isPresent() && isAt(message.get(), from)) {
                    return index.withhold(message.get())
                            ? Optional.of(now(message.get(), record))
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            index.lock().unlock();
        }
    }

    private static byte[] octets(ByteBuffer records) {
        byte[] octets = new byte[records.remaining()];
        records.duplicate().get(octets);
        return octets;
    }

    private static boolean isAt(QueuedMessage message, Location from) {
        return message.location().equals(from);
    }

    /** The message's state as records: accepted with what is pending, and each deferral. */
    private static byte[] now(QueuedMessage message, QueueRecord.Accepted before) {
        List<Integer> pending = new ArrayList<>();
        List<QueueRecord> records = new ArrayList<>();
        for (Entry entry : message.entries()) {
            pending.addAll(entry.recipients());
            if (entry.failures() > 0) {
                records.add(
                        new QueueRecord.Deferred(
                                message.journey(),
                                entry.recipients(),
                                entry.failures(),
                                Instant.ofEpochMilli(entry.due()),
                                message.sequence(),
                                entry.reason()));
            }
        }
        records.addFirst(
                new QueueRecord.Accepted(
                        before.journey(),
                        before.at(),
                        before.content(),
                        before.envelope(),
                        pending.stream().sorted().toList(),
                        message.sequence()));
        return QueueRecords.encode(records);
    }

    @Override
    public void endMove(Location from, ByteBuffer records, Optional<Location> to) {
        List<QueueRecord> understood = QueueRecords.understand(records).orElse(List.of());
        index.lock().lock();
        try {
            for (QueueRecord.Accepted record : accepted(understood)) {
                index.find(record.journey())
                        .filter(message -> message.isMoving() && isAt(message, from))
                        .ifPresent(message -> index.release(message, to));
            }
        } finally {
            index.lock().unlock();
        }
    }

    private static List<QueueRecord.Accepted> accepted(List<QueueRecord> records) {
        return records.stream()
                .filter(QueueRecord.Accepted.class::isInstance)
                .map(QueueRecord.Accepted.class::cast)
                .toList();
    }
}
