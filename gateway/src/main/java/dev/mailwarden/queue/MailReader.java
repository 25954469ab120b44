package dev.mailwarden.queue;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Gives envelope and content of a queued message: from memory while it is young, else from disk.
 */
final class MailReader {

    private final Spool spool;
    private final QueueIndex index;

    MailReader(Spool spool, QueueIndex index) {
        this.spool = spool;
        this.index = index;
    }

    /** A message as it was accepted, or as some recipients are to get it. */
    record StoredMail(Envelope envelope, Content content) {}

    /**
     * Reads a message that cannot move or end meanwhile, because the caller holds a lease.
     *
     * @throws DamagedContentException if its records are not what was written
     */
    StoredMail read(Lease lease) throws IOException {
        QueuedMessage message = lease.message();
        int variant = lease.entry().variant();
        Optional<QueuedMessage.Hot> hot;
        Location location;
        index.lock().lock();
        try {
            hot = message.hot();
            location = message.location();
        } finally {
            index.lock().unlock();
        }
        if (hot.isPresent()) {
            return new StoredMail(hot.get().envelope(), hot.get().contents().get(variant));
        }
        QueueRecord.Accepted record = record(message.journey(), location);
        return new StoredMail(
                record.envelope(), content(record.variants().get(variant).content(), location));
    }

    /**
     * Reads a message that nobody has a lease of, as its first recipients get it. Its frame is held
     * meanwhile, so that the segment is not used for something else.
     *
     * @return empty if it is not in the queue
     * @throws DamagedContentException if its records are not what was written
     */
    Optional<StoredMail> look(JourneyId journey) throws IOException {
        Location location;
        index.lock().lock();
        try {
            Optional<QueuedMessage> message = index.find(journey);
            if (message.isEmpty()) {
                return Optional.empty();
            }
            Optional<QueuedMessage.Hot> hot = message.get().hot();
            if (hot.isPresent()) {
                return Optional.of(
                        new StoredMail(hot.get().envelope(), hot.get().contents().getFirst()));
            }
            location = message.get().location();
            spool.retain(location);
        } finally {
            index.lock().unlock();
        }
        try {
            QueueRecord.Accepted record = record(journey, location);
            return Optional.of(
                    new StoredMail(
                            record.envelope(),
                            content(record.variants().getFirst().content(), location)));
        } finally {
            spool.release(location);
        }
    }

    private QueueRecord.Accepted record(JourneyId journey, Location location) throws IOException {
        List<QueueRecord> records =
                QueueRecords.understand(spool.records(location))
                        .orElseThrow(() ->
                                new DamagedContentException(
                                        "the records at " + location + " are not understood"));
        for (QueueRecord record : records) {
            if (record instanceof QueueRecord.Accepted accepted
                    && accepted.journey().equals(journey)) {
                return accepted;
            }
        }
        throw new DamagedContentException("the frame at " + location + " is of another journey");
    }

    private Content content(QueueRecord.ContentShape shape, Location location) {
        return shape.blob()
                .map(name -> spool.blob(name, shape.length(), shape.digest(), shape.facts()))
                .orElseGet(() ->
                        spool.content(
                                location,
                                shape.offset(),
                                shape.length(),
                                shape.digest(),
                                shape.facts()));
    }
}
