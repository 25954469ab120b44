package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.track.EventCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The events of an attempt: one for the recipients that came to the same, in pieces that fit into a
 * frame. A hop may say something else, and much, to each of a thousand recipients.
 */
final class EventLines {

    private EventLines() {}

    /** Makes the event of recipients that came to the same. */
    interface Maker {
        Event make(int sequence, List<Mailbox> mailboxes, Served served);
    }

    /** What is the same in one event. */
    private record Same(boolean expired, Attempt.Result last) {}

    /**
     * Encodes events.
     *
     * @param sequence gives the first of so many sequence numbers
     * @return at least one piece
     */
    static List<byte[]> of(
            Envelope envelope, List<Served> all, IntUnaryOperator sequence, Maker maker) {
        if (all.size() == 1) {
            Served only = all.getFirst();
            Mailbox mailbox = envelope.recipients().get(only.recipient()).mailbox();
            return List.of(
                    EventCodec.encode(maker.make(sequence.applyAsInt(1), List.of(mailbox), only)));
        }
        Map<Same, List<Served>> groups = new LinkedHashMap<>();
        for (Served served : all) {
            groups.computeIfAbsent(
                            new Same(served.isExpired(), served.last()), _ -> new ArrayList<>())
                    .add(served);
        }
        int next = sequence.applyAsInt(groups.size());
        Pieces pieces = new Pieces();
        for (List<Served> group : groups.values()) {
            List<Integer> recipients = group.stream().map(Served::recipient).toList();
            List<Mailbox> mailboxes = Served.mailboxes(envelope, recipients);
            pieces.add(EventCodec.encode(maker.make(next, mailboxes, group.getFirst())));
            next++;
        }
        return pieces.all();
    }

    private static final class Pieces {

        private final List<byte[]> full = new ArrayList<>(1);
        private final ByteArrayOutputStream open = new ByteArrayOutputStream();

        void add(byte[] line) {
            if (open.size() > 0 && open.size() + line.length > Frame.MAX_EVENTS) {
                full.add(open.toByteArray());
                open.reset();
            }
            open.writeBytes(line);
        }

        List<byte[]> all() {
            full.add(open.toByteArray());
            return full;
        }
    }
}
