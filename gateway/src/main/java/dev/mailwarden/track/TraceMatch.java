package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Recipient;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a line must hold to be looked at, and what its event must say to be found.
 *
 * @param needle the words as they stand in a line
 * @param event decides, since the words may stand anywhere in a line
 */
record TraceMatch(Needle needle, Predicate<Event> event) {

    /** Sender or recipient; RFC 5321 §2.4 leaves the local part's case to its domain, we do not. */
    static TraceMatch of(Mailbox wanted) {
        return new TraceMatch(
                new Needle(EventCodec.encodeText(wanted.toString())),
                event -> mailboxes(event).stream().anyMatch(mailbox -> same(mailbox, wanted)));
    }

    static TraceMatch of(String messageId) {
        String wanted = bare(messageId);
        return new TraceMatch(
                new Needle(EventCodec.encodeText(wanted)),
                event -> bare(messageIdOf(event)).equalsIgnoreCase(wanted));
    }

    /** Only a judgement says that of a message that was not taken. */
    private static String messageIdOf(Event event) {
        return switch (event) {
            case Event.Received received -> received.messageId();
            case Event.Judged judged -> judged.messageId();
            case Event.Refused _,
                    Event.Delivered _,
                    Event.Deferred _,
                    Event.Bounced _,
                    Event.Held _,
                    Event.Released _,
                    Event.Redirected _,
                    Event.Reported _,
                    Event.Removed _,
                    Event.SetAside _ ->
                    "";
        };
    }

    /** Without the angle brackets and the space around them. */
    static String bare(String messageId) {
        String text = messageId.strip();
        return text.startsWith("<") && text.endsWith(">") && text.length() > 1
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static boolean same(Mailbox a, Mailbox b) {
        return a.domain().equals(b.domain()) && a.localPart().equalsIgnoreCase(b.localPart());
    }

    private static List<Mailbox> mailboxes(Event event) {
        return switch (event) {
            case Event.Received received -> envelope(received);
            case Event.Refused refused ->
                    Stream.concat(
                                    refused.reversePath().flatMap(ReversePath::asMailbox).stream(),
                                    refused.recipient().stream())
                            .toList();
            case Event.Judged judged -> judged.recipients();
            case Event.Delivered delivered -> delivered.recipients();
            case Event.Deferred deferred -> deferred.recipients();
            case Event.Bounced bounced -> bounced.recipients();
            case Event.Held held -> held.recipients();
            case Event.Released released -> released.recipients();
            case Event.Redirected redirected -> redirected.recipients();
            case Event.Reported reported -> reported.recipients();
            case Event.Removed removed -> removed.recipients();
            case Event.SetAside _ -> List.of();
        };
    }

    private static List<Mailbox> envelope(Event.Received event) {
        return Stream.concat(
                        event.envelope().reversePath().asMailbox().stream(),
                        event.envelope().recipients().stream().map(Recipient::mailbox))
                .toList();
    }
}
