package dev.mailwarden.queue;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Outcome;
import dev.mailwarden.spool.StoredContent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records in octets. A record is a type (one octet), a length (four) and that many octets. A
 * type that is not known is not passed over: what it says may be that something is owed, or that it
 * no longer is.
 */
@ForeignOctets
final class QueueRecords {

    private static final int ACCEPTED = 1;
    private static final int ENDED = 2;
    private static final int DEFERRED = 3;

    private static final int HELD = 4;
    private static final int RELEASED = 5;
    private static final int WARNED = 6;
    private static final int REDIRECTED = 7;

    /** As ACCEPTED, of several variants or of content that does not begin the frame's. */
    private static final int SPLIT = 8;

    private static final int COPIED = 9;
    private static final int ENTERED = 10;
    private static final int AHEAD = 11;
    private static final int COMPLETE = 12;

    /** Beside the facts of the content. */
    private static final int INSIDE = 32;

    private static final int SHA256 = 32;

    private QueueRecords() {}

    static byte[] encode(List<? extends QueueRecord> records) {
        RecordWriter out = new RecordWriter();
        records.forEach(record -> write(record, out));
        return out.toByteArray();
    }

    static byte[] encode(QueueRecord record) {
        RecordWriter out = new RecordWriter();
        write(record, out);
        return out.toByteArray();
    }

    private static void write(QueueRecord record, RecordWriter out) {
        switch (record) {
            case QueueRecord.Accepted accepted -> write(accepted, out);
            case QueueRecord.Ended ended -> write(ended, out);
            case QueueRecord.Deferred deferred -> write(deferred, out);
            case QueueRecord.Held held -> write(held, out);
            case QueueRecord.Released(var journey, var recipients, int sequence) ->
                    writeNote(RELEASED, journey, recipients, sequence, out);
            case QueueRecord.Warned(var journey, var recipients, int sequence) ->
                    writeNote(WARNED, journey, recipients, sequence, out);
            case QueueRecord.Redirected redirected -> write(redirected, out);
            case QueueRecord.Copied copied -> {
                int begun = begin(COPIED, copied.journey(), out);
                CopyCodec.write(copied.copy(), out);
                out.end(begun);
            }
            case QueueRecord.Entered entered -> {
                int begun = begin(ENTERED, entered.journey(), out);
                CopyCodec.write(entered.name(), out);
                out.end(begun);
            }
            case QueueRecord.Ahead(var batch) -> out.end(begin(AHEAD, batch, out));
            case QueueRecord.Complete(var batch) -> out.end(begin(COMPLETE, batch, out));
        }
    }

    private static void write(QueueRecord.Held held, RecordWriter out) {
        int begun = begin(HELD, held.journey(), out);
        out.octet(held.cause() == HoldCause.FAILURE ? 1 : 0)
                .number(held.at().toEpochMilli())
                .number(held.sequence())
                .numbers(held.recipients())
                .text(held.reason());
        out.end(begun);
    }

    private static void writeNote(
            int type, JourneyId journey, List<Integer> recipients, int sequence, RecordWriter out) {
        int begun = begin(type, journey, out);
        out.number(sequence).numbers(recipients);
        out.end(begun);
    }

    private static void write(QueueRecord.Redirected redirected, RecordWriter out) {
        int begun = begin(REDIRECTED, redirected.journey(), out);
        out.number(redirected.sequence()).numbers(redirected.recipients());
        RouteCodec.write(redirected.route(), out);
        out.end(begun);
    }

    private static void write(QueueRecord.Accepted accepted, RecordWriter out) {
        boolean split =
                accepted.variants().size() > 1
                        || accepted.variants().getFirst().content().offset() > 0;
        int inside = accepted.origin() == Arrival.Origin.INSIDE ? INSIDE : 0;
        int begun = begin(split ? SPLIT : ACCEPTED, accepted.journey(), out);
        out.number(accepted.at().toEpochMilli()).number(accepted.sequence());
        if (split) {
            out.octet(inside).number(accepted.variants().size());
            for (QueueRecord.Variant variant : accepted.variants()) {
                write(variant.content(), 0, out);
                out.number(variant.content().offset()).numbers(variant.pending());
            }
            EnvelopeCodec.write(accepted.envelope(), out);
        } else {
            write(accepted.variants().getFirst().content(), inside, out);
            EnvelopeCodec.write(accepted.envelope(), out);
            boolean all = accepted.pending().size() == accepted.envelope().recipients().size();
            out.numbers(all ? List.of() : accepted.pending());
        }
        out.end(begun);
    }

    private static void write(QueueRecord.ContentShape content, int inside, RecordWriter out) {
        out.number(content.length())
                .number(content.digest().crc32c())
                .octets(content.digest().sha256())
                .octet(flags(content) | inside)
                .text(content.blob().orElse(""));
    }

    private static void write(QueueRecord.Ended ended, RecordWriter out) {
        int begun = begin(ENDED, ended.journey(), out);
        out.octet(outcomeNumber(ended.outcome()))
                .number(ended.sequence())
                .numbers(ended.recipients());
        out.end(begun);
    }

    private static void write(QueueRecord.Deferred deferred, RecordWriter out) {
        int begun = begin(DEFERRED, deferred.journey(), out);
        out.number(deferred.failures())
                .number(deferred.nextAttempt().toEpochMilli())
                .number(deferred.sequence())
                .numbers(deferred.recipients())
                .text(deferred.reason());
        out.end(begun);
    }

    private static int begin(int type, JourneyId journey, RecordWriter out) {
        int begun = out.begin(type);
        out.number(journey.high()).number(journey.low());
        return begun;
    }

    /**
     * Reads all records of the queue.
     *
     * @param octets little-endian; its position is not moved
     * @throws NewerRecordException if there is one of a type that is not known
     */
    static List<QueueRecord> decode(ByteBuffer octets) {
        List<QueueRecord> records = new ArrayList<>(2);
        ByteBuffer rest = octets.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            int type = Byte.toUnsignedInt(rest.get());
            int length = rest.getInt();
            ByteBuffer body = rest.slice(rest.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            rest.position(rest.position() + length);
            records.add(read(type, new RecordReader(body)));
        }
        return records;
    }

    /**
     * The same for records that may not hold what they should.
     *
     * @return empty if they do not
     * @throws NewerRecordException if there is one of a type that is not known
     */
    static Optional<List<QueueRecord>> understand(ByteBuffer octets) {
        try {
            return Optional.of(decode(octets));
        } catch (IllegalArgumentException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            return Optional.empty();
        }
    }

    private static QueueRecord read(int type, RecordReader in) {
        return switch (type) {
            case ACCEPTED -> accepted(in);
            case SPLIT -> split(in);
            case ENDED -> ended(in);
            case DEFERRED -> deferred(in);
            case HELD -> held(in);
            case RELEASED -> {
                JourneyId journey = journey(in);
                int sequence = in.number();
                yield new QueueRecord.Released(journey, in.numbers(), sequence);
            }
            case WARNED -> {
                JourneyId journey = journey(in);
                int sequence = in.number();
                yield new QueueRecord.Warned(journey, in.numbers(), sequence);
            }
            case REDIRECTED -> redirected(in);
            case COPIED -> new QueueRecord.Copied(CopyCodec.copy(journey(in), in));
            case ENTERED -> new QueueRecord.Entered(CopyCodec.name(journey(in), in));
            case AHEAD -> new QueueRecord.Ahead(journey(in));
            case COMPLETE -> new QueueRecord.Complete(journey(in));
            default -> throw new NewerRecordException(type);
        };
    }

    private static QueueRecord accepted(RecordReader in) {
        JourneyId journey = journey(in);
        Instant at = Instant.ofEpochMilli(in.longNumber());
        int sequence = in.number();
        Shape shape = shape(in);
        var envelope = EnvelopeCodec.read(in);
        List<Integer> some = in.numbers();
        List<Integer> pending = some.isEmpty() ? upTo(envelope.recipients().size()) : some;
        return new QueueRecord.Accepted(
                journey,
                at,
                envelope,
                origin(shape.flags()),
                List.of(new QueueRecord.Variant(shape.at(0), pending)),
                sequence);
    }

    private static QueueRecord split(RecordReader in) {
        JourneyId journey = journey(in);
        Instant at = Instant.ofEpochMilli(in.longNumber());
        int sequence = in.number();
        Arrival.Origin origin = origin(in.octet());
        int count = in.number();
        List<QueueRecord.Variant> variants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Shape shape = shape(in);
            int offset = in.number();
            variants.add(new QueueRecord.Variant(shape.at(offset), in.numbers()));
        }
        return new QueueRecord.Accepted(
                journey, at, EnvelopeCodec.read(in), origin, atLeastOne(variants), sequence);
    }

    private static List<QueueRecord.Variant> atLeastOne(List<QueueRecord.Variant> variants) {
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("a message without a variant");
        }
        return variants;
    }

    /**
     * A content's shape but for its place.
     *
     * @param flags its facts, and {@link #INSIDE}
     */
    private record Shape(long length, StoredContent.Digest digest, int flags, String blob) {

        QueueRecord.ContentShape at(int offset) {
            return new QueueRecord.ContentShape(
                    length,
                    digest,
                    facts(flags),
                    blob.isEmpty() ? Optional.empty() : Optional.of(blob),
                    offset);
        }
    }

    private static Shape shape(RecordReader in) {
        long length = in.longNumber();
        var digest = new StoredContent.Digest(in.number(), in.octets(SHA256));
        int flags = in.octet();
        return new Shape(length, digest, flags, in.text());
    }

    private static Arrival.Origin origin(int flags) {
        return (flags & INSIDE) == 0 ? Arrival.Origin.OUTSIDE : Arrival.Origin.INSIDE;
    }

    private static QueueRecord ended(RecordReader in) {
        JourneyId journey = journey(in);
        Outcome outcome = outcome(in.octet());
        int sequence = in.number();
        return new QueueRecord.Ended(journey, outcome, in.numbers(), sequence);
    }

    private static QueueRecord deferred(RecordReader in) {
        JourneyId journey = journey(in);
        int failures = in.number();
        Instant next = Instant.ofEpochMilli(in.longNumber());
        int sequence = in.number();
        List<Integer> recipients = in.numbers();
        return new QueueRecord.Deferred(journey, recipients, failures, next, sequence, in.text());
    }

    private static QueueRecord held(RecordReader in) {
        JourneyId journey = journey(in);
        HoldCause cause = in.octet() == 1 ? HoldCause.FAILURE : HoldCause.DECISION;
        Instant at = Instant.ofEpochMilli(in.longNumber());
        int sequence = in.number();
        List<Integer> recipients = in.numbers();
        return new QueueRecord.Held(journey, recipients, cause, at, sequence, in.text());
    }

    private static QueueRecord redirected(RecordReader in) {
        JourneyId journey = journey(in);
        int sequence = in.number();
        List<Integer> recipients = in.numbers();
        return new QueueRecord.Redirected(journey, recipients, RouteCodec.read(in), sequence);
    }

    private static JourneyId journey(RecordReader in) {
        long high = in.longNumber();
        return new JourneyId(high, in.longNumber());
    }

    /** 0 to {@code count} - 1. */
    static List<Integer> upTo(int count) {
        List<Integer> indexes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            indexes.add(i);
        }
        return indexes;
    }

    private static int flags(QueueRecord.ContentShape content) {
        ContentFacts facts = content.facts();
        return (facts.leadingDots() ? 1 : 0)
                | (facts.eightBitHeader() ? 2 : 0)
                | (facts.eightBitBody() ? 4 : 0)
                | (facts.longLines() ? 8 : 0)
                | (facts.normalizedLineEnds() ? 16 : 0);
    }

    private static ContentFacts facts(int flags) {
        return new ContentFacts(
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0,
                (flags & 8) != 0,
                (flags & 16) != 0);
    }

    private static int outcomeNumber(Outcome outcome) {
        return switch (outcome) {
            case DELIVERED -> 1;
            case BOUNCED -> 2;
            case REMOVED -> 3;
            case SET_ASIDE -> 4;
        };
    }

    private static Outcome outcome(int number) {
        return switch (number) {
            case 1 -> Outcome.DELIVERED;
            case 2 -> Outcome.BOUNCED;
            case 3 -> Outcome.REMOVED;
            case 4 -> Outcome.SET_ASIDE;
            default -> throw new IllegalArgumentException("no outcome has number " + number);
        };
    }
}
