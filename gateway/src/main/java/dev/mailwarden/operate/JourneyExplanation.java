package dev.mailwarden.operate;

import dev.mailwarden.decide.Explanation;
import dev.mailwarden.decide.PolicySnapshot;
import dev.mailwarden.decide.Retrial;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Event;
import dev.mailwarden.operate.ExplainRow.RefusalRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What was decided about one message, explained as far as that can still be done: the judgement is
 * made again under the policy of then; if that is gone, or comes to something else, what was
 * recorded is told. For one thread.
 */
final class JourneyExplanation {

    private final List<Event> events;
    private final List<Event.Judged> judged;
    private final LongFunction<Optional<PolicySnapshot>> policies;
    private final Optional<ReversePath> sender;
    private final String client;

    /**
     * @param events all that is recorded of the message
     */
    JourneyExplanation(List<Event> events, LongFunction<Optional<PolicySnapshot>> policies) {
        this.events = events;
        this.judged = Retrial.judged(events);
        this.policies = policies;
        Optional<ReversePath> path = Optional.empty();
        String address = "";
        for (Event event : events) {
            if (event instanceof Event.Received received) {
                path = Optional.of(received.envelope().reversePath());
                address = IpAddress.format(received.arrival().client());
            } else if (event instanceof Event.Refused refused) {
                path = path.or(refused::reversePath);
                address = address.isEmpty() ? IpAddress.format(refused.client()) : address;
            }
        }
        this.sender = path;
        this.client = address;
    }

    /** {@return refusals by the edge, then judgements} */
    List<ExplainRow> rows() {
        List<ExplainRow> rows = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Refused refused && isByTheEdge(refused)) {
                rows.add(row(refused));
            }
        }
        if (!judged.isEmpty()) {
            rows.addAll(again().orElseGet(() -> recorded(judged, whyNot())));
        }
        return rows;
    }

    /** The refusal of a judged message is what the judgement came to. */
    private boolean isByTheEdge(Event.Refused refused) {
        return judged.isEmpty() || !refused.command().equals("message");
    }

    private ExplainRow row(Event.Refused refused) {
        return new ExplainRow(
                refused.journey().toString(),
                refused.at(),
                sender(),
                client,
                "",
                refused.recipient().map(Mailbox::toString).stream().toList(),
                0,
                Optional.of(
                        new RefusalRow(
                                refused.command(),
                                refused.code() + " " + refused.status() + " " + refused.text(),
                                refused.helo())),
                Optional.empty());
    }

    private String sender() {
        return sender.flatMap(ReversePath::asMailbox).map(Mailbox::toString).orElse("");
    }

    private Optional<List<ExplainRow>> again() {
        return Retrial.of(events)
                .flatMap(retrial ->
                        policies.apply(retrial.revision()).map(policy -> again(retrial, policy)));
    }

    private List<ExplainRow> again(Retrial retrial, PolicySnapshot policy) {
        List<ExplainRow> rows = new ArrayList<>();
        for (Explanation.Share share : retrial.explain(policy).shares()) {
            if (retrial.agrees(share)) {
                rows.add(row(retrial, share, policy.revision()));
            } else {
                Set<Event.Judged> theirs = new LinkedHashSet<>();
                share.recipients().forEach(place -> theirs.add(retrial.recorded(place)));
                String note =
                        "decided once more it comes to %s, %s by rule %s; what was recorded holds"
                                .formatted(
                                        share.action().text(),
                                        share.fate().text(),
                                        share.matched().name());
                rows.addAll(recorded(List.copyOf(theirs), note));
            }
        }
        return rows;
    }

    private ExplainRow row(Retrial retrial, Explanation.Share share, long revision) {
        List<Mailbox> recipients = share.recipients().stream().map(retrial::mailbox).toList();
        return row(
                retrial.recorded(share.recipients().getFirst()),
                recipients,
                WhyRows.of(revision, share));
    }

    private List<ExplainRow> recorded(List<Event.Judged> some, String note) {
        return some.stream()
                .map(event -> row(event, event.recipients(), WhyRows.recorded(event, note)))
                .toList();
    }

    private String whyNot() {
        long revision = judged.getFirst().revision();
        return policies.apply(revision).isPresent()
                ? "not all that is needed to decide once more is recorded; this is what is"
                : "the policy of revision " + revision + " is gone; this is what was recorded";
    }

    private ExplainRow row(Event.Judged event, List<Mailbox> recipients, WhyRow why) {
        return new ExplainRow(
                event.journey().toString(),
                event.at(),
                sender(),
                client,
                event.subject(),
                WhyRows.first(recipients),
                WhyRows.more(recipients),
                Optional.empty(),
                Optional.of(why));
    }
}
