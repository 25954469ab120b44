package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Route;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.FrameOwner;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the spool move queued messages, and copies that wait for their store, out of old segments.
 * What is being moved is neither leased nor entered, so that "delivered" or "entered" is never
 * written before its move and then forgotten.
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
        index.lock().lock();
        try {
            List<QueueRecord> now = new ArrayList<>();
            List<QueuedMessage> withheld = new ArrayList<>(1);
            for (QueueRecord.Accepted record : accepted(understood.get())) {
                Optional<QueuedMessage> message =
                        index.find(record.journey()).filter(its -> isAt(its, from));
                if (message.isPresent() && !index.withhold(message.get())) {
                    return letGo(withheld);
                }
                message.ifPresent(its -> {
                    withheld.add(its);
                    now.addAll(now(its, record));
                });
            }
            Optional<List<CopyShelf.Copy>> waiting = copies.withhold(from);
            if (waiting.isEmpty()) {
                return letGo(withheld);
            }
            waiting.get().forEach(copy -> now.add(new QueueRecord.Copied(copy)));
            return now.isEmpty() ? Optional.empty() : Optional.of(encode(now));
        } finally {
            index.lock().unlock();
        }
    }

    /** One of them is in use: the frame is moved later. */
    private Optional<byte[]> letGo(List<QueuedMessage> withheld) {
        withheld.forEach(its -> index.release(its, Optional.empty()));
        return Optional.empty();
    }

    /**
     * Why each of thousands of recipients waits may be too much for a frame; then it is left out.
     */
    private static byte[] encode(List<QueueRecord> now) {
        byte[] octets = QueueRecords.encode(now);
        return octets.length <= Frame.MAX_RECORDS
                ? octets
                : QueueRecords.encode(now.stream().map(QueueMover::withoutReason).toList());
    }

    private static QueueRecord withoutReason(QueueRecord record) {
        if (record
                instanceof
                QueueRecord.Deferred(
                        var journey,
                        var whom,
                        int failures,
                        var next,
                        int sequence,
                        _)) {
            return new QueueRecord.Deferred(journey, whom, failures, next, sequence, "");
        }
        return record
                        instanceof
                        QueueRecord.Held(var journey, var whom, var cause, var at, int sequence, _)
                ? new QueueRecord.Held(journey, whom, cause, at, sequence, "")
                : record;
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
        records.addAll(stateOf(message));
        return records;
    }

    private static List<Integer> pendingOf(QueuedMessage message, int variant) {
        return message.entries().stream()
                .filter(entry -> entry.variant() == variant)
                .flatMap(entry -> entry.recipients().stream())
                .sorted()
                .toList();
    }

    /** A failure that is the same for several recipients. */
    private record Failure(int failures, long due, String reason) {}

    private record Hold(HoldCause cause, long since, String reason) {}

    /** The order matters: a redirected entry is another one. */
    private static List<QueueRecord> stateOf(QueuedMessage message) {
        Map<Route.Fixed, List<Integer>> redirected = new LinkedHashMap<>();
        Map<Failure, List<Integer>> deferred = new LinkedHashMap<>();
        List<Integer> warned = new ArrayList<>();
        Map<Hold, List<Integer>> held = new LinkedHashMap<>();
        for (Entry entry : message.entries()) {
            List<Integer> whom = entry.recipients();
            if (entry.isRedirected() && entry.lane().route() instanceof Route.Fixed route) {
                redirected.computeIfAbsent(route, _ -> new ArrayList<>()).addAll(whom);
            }
            if (entry.failures() > 0) {
                var failure = new Failure(entry.failures(), entry.due(), entry.reason());
                deferred.computeIfAbsent(failure, _ -> new ArrayList<>()).addAll(whom);
            }
            if (entry.isWarned()) {
                warned.addAll(whom);
            }
            entry.heldFor()
                    .map(cause -> new Hold(cause, entry.due(), entry.reason()))
                    .ifPresent(hold ->
                            held.computeIfAbsent(hold, _ -> new ArrayList<>()).addAll(whom));
        }
        JourneyId journey = message.journey();
        int sequence = message.sequence();
        List<QueueRecord> records = new ArrayList<>();
        redirected.forEach((route, whom) ->
                records.add(new QueueRecord.Redirected(journey, whom, route, sequence)));
        deferred.forEach((failure, whom) ->
                records.add(
                        new QueueRecord.Deferred(
                                journey,
                                whom,
                                failure.failures(),
                                Instant.ofEpochMilli(failure.due()),
                                sequence,
                                failure.reason())));
        if (!warned.isEmpty()) {
            records.add(new QueueRecord.Warned(journey, warned, sequence));
        }
        held.forEach((hold, whom) ->
                records.add(
                        new QueueRecord.Held(
                                journey,
                                whom,
                                hold.cause(),
                                Instant.ofEpochMilli(hold.since()),
                                sequence,
                                hold.reason())));
        return records;
    }

    @Override
    public void endMove(Location from, ByteBuffer records, Optional<Location> to) {
        List<QueueRecord> understood = QueueRecords.understand(records).orElse(List.of());
        index.lock().lock();
        try {
            List<QueuedMessage> messages =
                    accepted(understood).stream()
                            .flatMap(record -> index.find(record.journey()).stream())
                            .filter(its -> its.isMoving() && isAt(its, from))
                            .toList();
            int things = messages.size() + copies.withheld(from);
            if (to.isPresent() && things > 1) { // the spool itself does so for one
                spool.share(to.get(), things - 1);
                for (int i = 1; i < things; i++) {
                    spool.release(from);
                }
            }
            messages.forEach(message -> index.release(message, to));
            copies.release(from, to);
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
