package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.WrittenEvents;
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
    static List<WrittenEvents> of(
            Envelope envelope, List<Served> all, IntUnaryOperator sequence, Maker maker) {
        if (all.size() == 1) {
            Served only = all.getFirst();
            Mailbox mailbox = envelope.recipients().get(only.recipient()).mailbox();
            return List.of(
                    EventCodec.write(maker.make(sequence.applyAsInt(1), List.of(mailbox), only)));
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
            pieces.add(EventCodec.write(maker.make(next, mailboxes, group.getFirst())));
            next++;
        }
        return pieces.all();
    }

    private static final class Pieces {

        private final List<WrittenEvents> full = new ArrayList<>(1);
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final List<Event> events = new ArrayList<>();

        void add(WrittenEvents next) {
            if (lines.size() > 0 && lines.size() + next.length() > Frame.MAX_EVENTS) {
                end();
            }
            lines.writeBytes(next.lines());
            events.addAll(next.events());
        }

        private void end() {
            full.add(new WrittenEvents(lines.toByteArray(), events));
            lines.reset();
            events.clear();
        }

        List<WrittenEvents> all() {
            end();
            return full;
        }
    }
}
