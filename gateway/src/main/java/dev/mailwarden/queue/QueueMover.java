package dev.mailwarden.queue;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
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

    /** The message's state as records: accepted with what is pending, then what befell each. */
    private static byte[] now(QueuedMessage message, QueueRecord.Accepted before) {
        List<Integer> pending = new ArrayList<>();
        List<QueueRecord> records = new ArrayList<>();
        for (Entry entry : message.entries()) {
            pending.addAll(entry.recipients());
            records.addAll(stateOf(entry));
        }
        records.addFirst(
                new QueueRecord.Accepted(
                        before.journey(),
                        before.at(),
                        before.content(),
                        before.envelope(),
                        before.origin(),
                        pending.stream().sorted().toList(),
                        message.sequence()));
        return QueueRecords.encode(records);
    }

    /** The order matters: a redirected entry is another one. */
    private static List<QueueRecord> stateOf(Entry entry) {
        JourneyId journey = entry.message().journey();
        int sequence = entry.message().sequence();
        List<Integer> recipients = entry.recipients();
        List<QueueRecord> records = new ArrayList<>(1);
        if (entry.isRedirected() && entry.lane().route() instanceof Route.Fixed route) {
            records.add(new QueueRecord.Redirected(journey, recipients, route, sequence));
        }
        if (entry.failures() > 0) {
            records.add(
                    new QueueRecord.Deferred(
                            journey,
                            recipients,
                            entry.failures(),
                            Instant.ofEpochMilli(entry.due()),
                            sequence,
                            entry.reason()));
        }
        if (entry.isWarned()) {
            records.add(new QueueRecord.Warned(journey, recipients, sequence));
        }
        entry.heldFor()
                .ifPresent(cause ->
                        records.add(
                                new QueueRecord.Held(
                                        journey,
                                        recipients,
                                        cause,
                                        Instant.ofEpochMilli(entry.due()),
                                        sequence,
                                        entry.reason())));
        return records;
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
