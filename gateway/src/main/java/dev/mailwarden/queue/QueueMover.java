package dev.mailwarden.queue;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.FrameOwner;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
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
    private final Spool spool;
    private final Copies copies;

    QueueMover(QueueIndex index, Copies copies, Spool spool) {
        this.index = index;
        this.copies = copies;
        this.spool = spool;
    }

    @Override
    public Optional<byte[]> beginMove(Location from, ByteBuffer records) {
        Optional<List<QueueRecord>> understood = QueueRecords.understand(records);
        if (understood.isEmpty()) {
            return Optional.of(octets(records)); // it goes on as it is, and blocks nothing
        }
        if (copies.isAt(from)) {
            return Optional.empty(); // soon they are entered
        }
        List<QueueRecord> now = new ArrayList<>();
        List<QueuedMessage> withheld = new ArrayList<>(1);
        index.lock().lock();
        try {
            for (QueueRecord.Accepted record : accepted(understood.get())) {
                Optional<QueuedMessage> message =
                        index.find(record.journey()).filter(its -> isAt(its, from));
                if (message.isPresent()) {
                    if (!index.withhold(message.get())) {
                        withheld.forEach(its -> index.release(its, Optional.empty()));
                        return Optional.empty();
                    }
                    withheld.add(message.get());
                    now.addAll(now(message.get(), record));
                }
            }
            return withheld.isEmpty() ? Optional.empty() : Optional.of(QueueRecords.encode(now));
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
    private static List<QueueRecord> now(QueuedMessage message, QueueRecord.Accepted before) {
        List<QueueRecord> records = new ArrayList<>();
        List<QueueRecord.Variant> variants = new ArrayList<>(before.variants().size());
        for (int i = 0; i < before.variants().size(); i++) {
            variants.add(
                    new QueueRecord.Variant(
                            before.variants().get(i).content(), pendingOf(message, i)));
        }
        records.add(
                new QueueRecord.Accepted(
                        before.journey(),
                        before.at(),
                        before.envelope(),
                        before.origin(),
                        variants,
                        message.sequence()));
        message.entries().forEach(entry -> records.addAll(stateOf(entry)));
        return records;
    }

    private static List<Integer> pendingOf(QueuedMessage message, int variant) {
        return message.entries().stream()
                .filter(entry -> entry.variant() == variant)
                .flatMap(entry -> entry.recipients().stream())
                .sorted()
                .toList();
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
            boolean others = false;
            for (QueueRecord.Accepted record : accepted(understood)) {
                Optional<QueuedMessage> message =
                        index.find(record.journey())
                                .filter(its -> its.isMoving() && isAt(its, from));
                if (message.isPresent()) {
                    if (others && to.isPresent()) {
                        spool.retain(to.get()); // the spool itself does so for one message
                        spool.release(from);
                    }
                    others = true;
                    index.release(message.get(), to);
                }
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
