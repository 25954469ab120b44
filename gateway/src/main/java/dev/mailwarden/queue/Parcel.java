package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.StoredContent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What of a batch stands in one frame, while it fills. */
final class Parcel {

    /** Of a frame; the rest is for the record that says how the frames of a batch hang together. */
    private static final int MOST_RECORDS = Frame.MAX_RECORDS - 64;

    private final List<Member> members = new ArrayList<>(1);
    private final List<CopyShelf.Copy> copies = new ArrayList<>(0);
    private final List<StoredContent> contents = new ArrayList<>(1);
    private final List<byte[]> records = new ArrayList<>(1);
    private int recordOctets;

    /** A message with its part of the frame's contents. */
    record Member(QueueRecord.Accepted record, List<StoredContent> contents) {

        Member {
            contents = List.copyOf(contents);
        }
    }

    /**
     * Adds a message.
     *
     * @param record makes its record, told where its contents stand
     * @return whether there was room; an empty parcel takes anything, and leaves it to the frame to
     *     refuse it
     */
    boolean add(
            List<StoredContent> its,
            Function<List<QueueRecord.ContentShape>, QueueRecord.Accepted> record) {
        int before = Frame.inlineOctets(contents);
        if (!records.isEmpty() && before + Frame.inlineOctets(its) > Frame.MAX_CONTENT) {
            return false;
        }
        var accepted = record.apply(QueueRecord.ContentShape.of(its, before));
        if (!add(accepted)) {
            return false;
        }
        contents.addAll(its);
        members.add(new Member(accepted, its));
        return true;
    }

    /** Adds a copy. {@return the same} */
    boolean add(CopyShelf.Copy copy) {
        return add(new QueueRecord.Copied(copy)) && copies.add(copy);
    }

    private boolean add(QueueRecord record) {
        byte[] octets = QueueRecords.encode(record);
        if (!records.isEmpty() && recordOctets + octets.length > MOST_RECORDS) {
            return false;
        }
        records.add(octets);
        recordOctets += octets.length;
        return true;
    }

    List<Member> members() {
        return members;
    }

    List<CopyShelf.Copy> copies() {
        return copies;
    }

    /** Messages and copies, each of which the frame lives for. */
    int things() {
        return members.size() + copies.size();
    }

    /**
     * The frame.
     *
     * @param first stands before the other records
     */
    Frame frame(Optional<QueueRecord> first, WrittenEvents events) {
        return new Frame(octets(first), events, contents, things() > 0);
    }

    private byte[] octets(Optional<QueueRecord> first) {
        if (first.isEmpty() && records.size() == 1) {
            return records.getFirst();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(recordOctets + 64);
        first.ifPresent(record -> all.writeBytes(QueueRecords.encode(record)));
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
