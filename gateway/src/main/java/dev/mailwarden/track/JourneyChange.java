package dev.mailwarden.track;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.Recipient;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one line of the journal changes in the rows of its journey. (journey, sequence) names it, so
 * that making it twice changes nothing.
 *
 * @param line as it stands in the journal, without its line end
 * @param facts empty if the event says nothing of the journey as a whole
 * @param recipients whose state it changes
 */
public record JourneyChange(
        JourneyId journey,
        int sequence,
        Instant at,
        String kind,
        String line,
        Optional<JourneyFacts> facts,
        List<RecipientState> recipients) {

    private static final String QUEUED = "queued";

    public JourneyChange {
        recipients = List.copyOf(recipients);
    }

    /** {@return what an event changes} */
    static JourneyChange of(Event event, String line) {
        return switch (event) {
            case Event.Received received -> received(received, line);
            case Event.Refused refused -> refused(refused, line);
            case Event.Judged judged -> judged(judged, line);
            case Event.Delivered it ->
                    states(it, line, "delivered", it.recipients(), "delivered", it.text());
            case Event.Deferred it ->
                    states(it, line, "deferred", it.recipients(), "deferred", it.text());
            case Event.Bounced it ->
                    states(it, line, "bounced", it.recipients(), "bounced", it.text());
            case Event.Held it -> states(it, line, "held", it.recipients(), "held", it.text());
            case Event.Released it -> states(it, line, "released", it.recipients(), QUEUED, "");
            case Event.Redirected it ->
                    states(it, line, "redirected", it.recipients(), QUEUED, it.route());
            case Event.Removed it -> states(it, line, "removed", it.recipients(), "removed", "");
            case Event.Reported it -> states(it, line, "reported", List.of(), "", "");
            case Event.SetAside it -> states(it, line, "set-aside", List.of(), "", "");
        };
    }

    /** {@return what a line of a newer version changes: it is kept for its journey} */
    static Optional<JourneyChange> of(JournalLine.Unknown line) {
        return line.journey()
                .map(journey ->
                        new JourneyChange(
                                journey,
                                line.sequence(),
                                JourneyFileStore.begun(journey),
                                line.kind(),
                                line.json(),
                                Optional.empty(),
                                List.of()));
    }

    private static JourneyChange received(Event.Received event, String line) {
        Arrival arrival = event.arrival();
        JourneyFacts facts =
                new JourneyFacts(
                        arrival.listener(),
                        text(arrival.client()),
                        arrival.helo(),
                        arrival.user().orElse(""),
                        text(event.envelope().reversePath()),
                        event.octets(),
                        "",
                        event.messageId(),
                        "",
                        "");
        List<RecipientState> recipients =
                event.envelope().recipients().stream()
                        .map(Recipient::mailbox)
                        .map(mailbox -> state(mailbox, QUEUED, ""))
                        .toList();
        return new JourneyChange(
                event.journey(),
                event.sequence(),
                event.at(),
                "received",
                line,
                Optional.of(facts),
                recipients);
    }

    private static JourneyChange refused(Event.Refused event, String line) {
        JourneyFacts facts =
                new JourneyFacts(
                        event.listener(),
                        text(event.client()),
                        event.helo(),
                        event.user().orElse(""),
                        event.reversePath().map(JourneyChange::text).orElse(""),
                        0,
                        "",
                        "",
                        "",
                        "");
        return new JourneyChange(
                event.journey(),
                event.sequence(),
                event.at(),
                "refused",
                line,
                Optional.of(facts),
                event.recipient().stream()
                        .map(mailbox ->
                                state(mailbox, "refused", event.code() + " " + event.text()))
                        .toList());
    }

    private static JourneyChange judged(Event.Judged event, String line) {
        WorstSaid said = WorstSaid.of(event.verdict());
        JourneyFacts facts =
                new JourneyFacts(
                        "",
                        "",
                        "",
                        "",
                        "",
                        0,
                        event.subject(),
                        event.messageId(),
                        said.status(),
                        said.json());
        boolean goesOn = event.fate() == Judgement.Fate.DELIVERED;
        String outcome = goesOn ? QUEUED : event.fate().text();
        String reason = goesOn ? "" : reason(event);
        return new JourneyChange(
                event.journey(),
                event.sequence(),
                event.at(),
                "judged",
                line,
                Optional.of(facts),
                event.recipients().stream()
                        .map(mailbox ->
                                new RecipientState(
                                        mailbox.toString(),
                                        outcome,
                                        reason,
                                        event.ruleName(),
                                        event.action().text()))
                        .toList());
    }

    /** What a module said, or that nobody was asked. */
    private static String reason(Event.Judged event) {
        return event.decidedBy()
                .flatMap(event.verdict()::of)
                .map(result -> EventEncoder.keyword(result.module()) + ": " + result.text())
                .orElse("by the rule or a list");
    }

    private static JourneyChange states(
            Event event,
            String line,
            String kind,
            List<Mailbox> recipients,
            String outcome,
            String text) {
        return new JourneyChange(
                event.journey(),
                event.sequence(),
                event.at(),
                kind,
                line,
                Optional.empty(),
                recipients.stream().map(mailbox -> state(mailbox, outcome, text)).toList());
    }

    private static RecipientState state(Mailbox mailbox, String outcome, String text) {
        return new RecipientState(mailbox.toString(), outcome, text, "", "");
    }

    private static String text(ReversePath path) {
        return path.asMailbox().map(Mailbox::toString).orElse("");
    }

    private static String text(InetAddress address) {
        JsonLine out = new JsonLine(40);
        Addresses.write(out, address);
        return new String(out.toByteArray(), StandardCharsets.US_ASCII);
    }
}
