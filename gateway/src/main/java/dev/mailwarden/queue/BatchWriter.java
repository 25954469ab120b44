package dev.mailwarden.queue;

import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a batch into one frame, and queues what of it is to be sent. The messages of a frame share
 * its place: it stays until the last of them has ended.
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

    /** A message of the frame with its part of the frame's contents. */
    private record Member(QueueRecord.Accepted record, List<StoredContent> contents) {}

    void write(Batch batch) throws IOException, InterruptedException {
        if (!batch.copies().isEmpty() && copies.isFull()) {
            throw new IOException("too many copies wait to be entered into their stores");
        }
        List<StoredContent> contents = contentsOf(batch);
        List<QueueRecord.ContentShape> shapes = QueueRecord.ContentShape.of(contents);
        List<Member> members = membersOf(batch, contents, shapes);
        List<WrittenEvents> events = gather(batch.events());
        int living = members.size() + batch.copies().size();
        byte[] records = QueueRecords.encode(recordsOf(members, batch.copies()));
        Frame frame = new Frame(records, events.getFirst(), contents, living > 0);
        List<Frame> notes = // made before the promise: what cannot be written is refused
                events.stream().skip(1).map(more -> Frame.note(NOTHING, more)).toList();
        Location location = spool.append(frame);
        for (int i = 1; i < living; i++) {
            spool.retain(location); // all before the first of them may end
        }
        for (Member member : members) {
            index.accept(member.record(), location, member.contents());
        }
        copies.enter(batch.copies(), location);
        notes.forEach(this::note);
    }

    private static List<QueueRecord> recordsOf(List<Member> members, List<CopyShelf.Copy> copies) {
        List<QueueRecord> records = new ArrayList<>(members.size() + copies.size());
        members.forEach(member -> records.add(member.record()));
        copies.forEach(copy -> records.add(new QueueRecord.Copied(copy)));
        return records;
    }

    private static List<StoredContent> contentsOf(Batch batch) {
        List<StoredContent> contents = new ArrayList<>(1);
        batch.portions().forEach(portion -> contents.add((StoredContent) portion.content()));
        batch.posts().forEach(post -> contents.add((StoredContent) post.content()));
        return contents;
    }

    private List<Member> membersOf(
            Batch batch, List<StoredContent> contents, List<QueueRecord.ContentShape> shapes) {
        Instant now = clock.instant();
        List<Member> members = new ArrayList<>(1 + batch.posts().size());
        int portions = batch.portions().size();
        if (portions > 0) {
            List<QueueRecord.Variant> variants = new ArrayList<>(portions);
            for (int i = 0; i < portions; i++) {
                variants.add(variant(shapes.get(i), batch.portions().get(i).recipients()));
            }
            members.add(
                    new Member(
                            accepted(
                                    batch.journey(),
                                    now,
                                    batch.envelope(),
                                    batch.origin(),
                                    variants),
                            List.copyOf(contents.subList(0, portions))));
        }
        for (int i = 0; i < batch.posts().size(); i++) {
            Batch.Post post = batch.posts().get(i);
            List<Integer> all = QueueRecords.upTo(post.envelope().recipients().size());
            members.add(
                    new Member(
                            accepted(
                                    post.journey(),
                                    now,
                                    post.envelope(),
                                    Arrival.Origin.INSIDE,
                                    List.of(variant(shapes.get(portions + i), all))),
                            List.of(contents.get(portions + i))));
        }
        return members;
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
