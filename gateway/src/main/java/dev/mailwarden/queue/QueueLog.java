package dev.mailwarden.queue;

import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.SpoolFullException;
import java.io.IOException;
import java.util.List;

/**
 * Writes into the spool what becomes of queued messages. A note is written at once and synced soon;
 * what comes with a notification is one frame with it, on stable storage before anything is let go,
 * so that a crash leaves both or neither.
 */
final class QueueLog {

    private static final byte[] NOTHING = {};

    private final Spool spool;
    private final QueueIndex index;

    QueueLog(Spool spool, QueueIndex index) {
        this.spool = spool;
        this.index = index;
    }

    /** Records the end of recipients soon, and lets the message go with the last of them. */
    void end(Entry entry, Outcome outcome, List<Integer> recipients, List<WrittenEvents> events) {
        QueuedMessage message = entry.message();
        boolean last = index.end(entry, outcome, recipients);
        note(ended(message, outcome, recipients), events, last ? () -> letGo(message) : () -> {});
    }

    /** The same in one frame with a notification, which is queued. */
    void end(
            Entry entry,
            Outcome outcome,
            List<Integer> recipients,
            List<WrittenEvents> events,
            Notifications.Notification notification)
            throws IOException, InterruptedException {
        QueuedMessage message = entry.message();
        write(ended(message, outcome, recipients), events, notification);
        if (index.end(entry, outcome, recipients)) {
            letGo(message);
        }
    }

    private QueueRecord.Ended ended(
            QueuedMessage message, Outcome outcome, List<Integer> recipients) {
        return new QueueRecord.Ended(
                message.journey(), outcome, recipients, index.takeSequence(message, 0));
    }

    /** Frees what an ended message holds; its end is on stable storage. */
    private void letGo(QueuedMessage message) {
        spool.release(message.location());
        message.blobs().forEach(spool::deleteBlob);
    }

    /** Writes one record with the first of the events, and the rest after it. */
    void note(QueueRecord record, List<WrittenEvents> events) {
        note(record, events, () -> {});
    }

    private void note(QueueRecord record, List<WrittenEvents> events, Runnable whenDurable) {
        note(
                QueueRecords.encode(record),
                events.isEmpty() ? WrittenEvents.NONE : events.getFirst(),
                whenDurable);
        events.stream().skip(1).forEach(lines -> note(NOTHING, lines, () -> {}));
    }

    private void note(byte[] records, WrittenEvents events, Runnable whenDurable) {
        try {
            spool.appendLater(Frame.note(records, events), _ -> whenDurable.run());
        } catch (SpoolFullException e) {
            throw new IllegalStateException("a note is always taken", e);
        }
    }

    /**
     * Puts a notification and a record into one frame, and queues the notification.
     *
     * @throws IOException if nothing of it was written
     */
    void write(
            QueueRecord record, List<WrittenEvents> events, Notifications.Notification notification)
            throws IOException, InterruptedException {
        WrittenEvents together = notification.events();
        int taken = 0;
        while (taken < events.size()
                && together.length() + events.get(taken).length() <= Frame.MAX_EVENTS) {
            together = together.and(events.get(taken++));
        }
        Frame frame =
                new Frame(
                        QueueRecords.encode(List.of(notification.record(), record)),
                        together,
                        notification.content(),
                        true);
        index.accept(notification.record(), append(frame), frame.contents());
        events.stream().skip(taken).forEach(lines -> note(NOTHING, lines, () -> {}));
    }

    private Location append(Frame frame) throws IOException, InterruptedException {
        try {
            return spool.append(frame);
        } catch (SpoolFullException e) {
            frame.blobs().forEach(blob -> spool.deleteBlob(blob.name()));
            throw e;
        }
    }

    /** The events of recipients by what they came to, numbered. */
    List<WrittenEvents> events(
            QueuedMessage message, Envelope envelope, List<Served> all, EventLines.Maker maker) {
        return EventLines.of(envelope, all, count -> index.takeSequence(message, count), maker);
    }
}
