package dev.mailwarden.queue;

import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.OutcomeUnknownException;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.SpoolFullException;
import dev.mailwarden.spool.StoredContent;
import dev.mailwarden.track.EventCodec;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a batch into one frame, and queues what of it is to be sent. What stands in a frame shares
 * its place: it stays until the last of it has ended.
 *
 * <p>If the records of a batch are too many for a frame, notifications and copies stand in frames
 * ahead of it, which count for nothing until the frame is there that makes all of it true.
 */
final class BatchWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private static final byte[] NOTHING = {};

    private final Spool spool;
    private final QueueIndex index;
    private final Copies copies;
    private final InstantSource clock;

    BatchWriter(Spool spool, QueueIndex index, Copies copies, InstantSource clock) {
        this.spool = spool;
        this.index = index;
        this.copies = copies;
        this.clock = clock;
    }

    void write(Batch batch) throws IOException, InterruptedException {
        List<Parcel> parcels;
        List<Location> locations;
        List<Frame> notes;
        try {
            if (!batch.copies().isEmpty() && copies.isFull()) {
                throw new IOException("too many copies wait to be entered into their stores");
            }
            parcels = pack(batch);
            List<WrittenEvents> events = gather(batch.events());
            List<Frame> frames = frames(batch.journey(), parcels, events.getFirst());
            notes = // made before the promise: what cannot be written is refused
                    events.stream().skip(1).map(more -> Frame.note(NOTHING, more)).toList();
            locations = append(frames);
        } catch (OutcomeUnknownException e) {
            throw e; // a frame may name the copies
        } catch (IOException | InterruptedException | RuntimeException e) {
            copies.takeBack(batch.copies());
            throw e;
        }
        for (int i = 0; i < parcels.size(); i++) {
            queue(parcels.get(i), locations.get(i));
        }
        notes.forEach(this::note);
    }

    private void queue(Parcel parcel, Location location) {
        if (parcel.things() > 1) {
            spool.share(location, parcel.things() - 1); // before the first of them may end
        }
        for (Parcel.Member member : parcel.members()) {
            index.accept(member.record(), location, member.contents());
        }
        copies.enter(parcel.copies(), location);
    }

    /** {@return at least one parcel; the message itself is in the first} */
    private List<Parcel> pack(Batch batch) {
        Instant now = clock.instant();
        List<Parcel> parcels = new ArrayList<>(List.of(new Parcel()));
        if (!batch.portions().isEmpty()) {
            List<StoredContent> contents =
                    batch.portions().stream().map(its -> (StoredContent) its.content()).toList();
            add(parcels, last -> last.add(contents, shapes -> message(batch, now, shapes)));
        }
        for (Batch.Post post : batch.posts()) {
            List<StoredContent> content = List.of((StoredContent) post.content());
            add(parcels, last -> last.add(content, shapes -> message(post, now, shapes)));
        }
        for (CopyShelf.Copy copy : batch.copies()) {
            add(parcels, last -> last.add(copy));
        }
        return parcels;
    }

    private static void add(List<Parcel> parcels, Predicate<Parcel> thing) {
        if (thing.test(parcels.getLast())) {
            return;
        }
        Parcel next = new Parcel();
        if (!thing.test(next)) {
            throw new IllegalStateException("an empty parcel takes anything");
        }
        parcels.add(next);
    }

    private static QueueRecord.Accepted message(
            Batch batch, Instant now, List<QueueRecord.ContentShape> shapes) {
        List<QueueRecord.Variant> variants = new ArrayList<>(shapes.size());
        for (int i = 0; i < shapes.size(); i++) {
            variants.add(variant(shapes.get(i), batch.portions().get(i).recipients()));
        }
        return accepted(batch.journey(), now, batch.envelope(), batch.origin(), variants);
    }

    private static QueueRecord.Accepted message(
            Batch.Post post, Instant now, List<QueueRecord.ContentShape> shapes) {
        List<Integer> all = QueueRecords.upTo(post.envelope().recipients().size());
        return accepted(
                post.journey(),
                now,
                post.envelope(),
                Arrival.Origin.INSIDE,
                List.of(variant(shapes.getFirst(), all)));
    }

    private static QueueRecord.Variant variant(
            QueueRecord.ContentShape shape, List<Integer> recipients) {
        return new QueueRecord.Variant(
                shape, recipients.stream().sorted(Comparator.naturalOrder()).toList());
    }

    private static QueueRecord.Accepted accepted(
            JourneyId journey,
            Instant now,
            Envelope envelope,
            Arrival.Origin origin,
            List<QueueRecord.Variant> variants) {
        return new QueueRecord.Accepted(
                journey, now, envelope, origin, variants, MessageQueue.FIRST_SEQUENCE);
    }

    /** The frames of parcels, in the same order. */
    private static List<Frame> frames(JourneyId batch, List<Parcel> parcels, WrittenEvents events) {
        boolean alone = parcels.size() == 1;
        List<Frame> frames = new ArrayList<>(parcels.size());
        for (Parcel parcel : parcels) {
            boolean promise = frames.isEmpty();
            Optional<QueueRecord> first =
                    alone
                            ? Optional.empty()
                            : Optional.of(
                                    promise
                                            ? new QueueRecord.Complete(batch)
                                            : new QueueRecord.Ahead(batch));
            frames.add(parcel.frame(first, promise ? events : WrittenEvents.NONE));
        }
        return frames;
    }

    /** {@return the places of frames, the first of which is written when the others are durable} */
    private List<Location> append(List<Frame> frames) throws IOException, InterruptedException {
        List<Location> ahead = new ArrayList<>(frames.size() - 1);
        try {
            for (Frame frame : frames.subList(1, frames.size())) {
                ahead.add(appendAhead(frame));
            }
            Location promise = spool.append(frames.getFirst());
            List<Location> all = new ArrayList<>(frames.size());
            all.add(promise);
            all.addAll(ahead);
            return all;
        } catch (OutcomeUnknownException e) {
            throw e; // if it is found after a crash, the others are to be there
        } catch (IOException | InterruptedException | RuntimeException e) {
            for (int i = 0; i < ahead.size(); i++) {
                spool.release(ahead.get(i));
                frames.get(i + 1).blobs().forEach(blob -> spool.deleteBlob(blob.name()));
            }
            throw e;
        }
    }

    /** Whether it is there does not matter when nothing comes after it. */
    private Location appendAhead(Frame frame) throws IOException, InterruptedException {
        try {
            return spool.append(frame);
        } catch (OutcomeUnknownException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** As many of the events as a frame takes, then the rest in the same way. At least one. */
    private static List<WrittenEvents> gather(List<Event> events) {
        List<WrittenEvents> gathered = new ArrayList<>(1);
        WrittenEvents together = WrittenEvents.NONE;
        for (Event event : events) {
            WrittenEvents written = EventCodec.write(event);
            boolean fits = together.length() + written.length() <= Frame.MAX_EVENTS;
            if (!fits && together.length() > 0) {
                gathered.add(together);
                together = WrittenEvents.NONE;
            }
            together = together.length() == 0 ? written : together.and(written);
        }
        gathered.add(together);
        return gathered;
    }

    private void note(Frame note) {
        try {
            spool.appendLater(note, _ -> {});
        } catch (SpoolFullException e) {
            LOG.error("closed; some events of what was just accepted are lost", e);
        }
    }
}
