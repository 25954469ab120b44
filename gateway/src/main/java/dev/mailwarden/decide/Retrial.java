package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A judgement that is made again from what was recorded of it (WHAT-1). The events of a judgement
 * and how the message came in are all that it rested on, beside the policy.
 */
public final class Retrial {

    private final Facts facts;
    private final Map<Integer, Event.Judged> byPlace;

    private Retrial(Facts facts, Map<Integer, Event.Judged> byPlace) {
        this.facts = facts;
        this.byPlace = byPlace;
    }

    /**
     * Takes up a judgement.
     *
     * @param journey all that is recorded of one message
     * @return empty if it was not judged, or not all that is needed is recorded
     */
    public static Optional<Retrial> of(List<Event> journey) {
        List<Event.Judged> events = judged(journey);
        Map<Integer, Event.Judged> byPlace = new TreeMap<>();
        for (Event.Judged event : events) {
            event.places().forEach(place -> byPlace.put(place, event));
        }
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return origin(journey, events)
                .filter(origin -> isWhole(byPlace.keySet(), origin))
                .map(origin -> new Retrial(facts(origin, events), byPlace));
    }

    /** {@return what was judged on a journey} */
    public static List<Event.Judged> judged(List<Event> journey) {
        return journey.stream()
                .filter(Event.Judged.class::isInstance)
                .map(Event.Judged.class::cast)
                .toList();
    }

    private static boolean isWhole(Set<Integer> places, Origin origin) {
        for (int i = 0; i < places.size(); i++) {
            if (!places.contains(i)) {
                return false;
            }
        }
        return origin.recipients.isEmpty() || origin.recipients.getAsInt() == places.size();
    }

    /**
     * Where the message came from.
     *
     * @param recipients how many it had, if that is recorded
     */
    private record Origin(ReversePath reversePath, Arrival arrival, OptionalInt recipients) {}

    private static Optional<Origin> origin(List<Event> journey, List<Event.Judged> judged) {
        Optional<Origin> refused = Optional.empty();
        for (Event event : journey) {
            if (event instanceof Event.Received received) {
                return Optional.of(
                        new Origin(
                                received.envelope().reversePath(),
                                received.arrival(),
                                OptionalInt.of(received.envelope().recipients().size())));
            }
            if (event instanceof Event.Refused one && one.reversePath().isPresent()) {
                Arrival arrival = arrival(one, judged.getFirst().origin());
                refused =
                        Optional.of(
                                new Origin(one.reversePath().get(), arrival, OptionalInt.empty()));
            }
        }
        return refused;
    }

    /** What a refusal does not say, no rule and no list asks for. */
    private static Arrival arrival(Event.Refused refused, Arrival.Origin origin) {
        return new Arrival(
                refused.at(),
                refused.listener(),
                refused.client(),
                0,
                refused.helo(),
                true,
                refused.user(),
                origin,
                Optional.empty());
    }

    private static Facts facts(Origin origin, List<Event.Judged> events) {
        Map<Integer, Mailbox> recipients = new TreeMap<>();
        Set<Integer> inside = new HashSet<>();
        for (Event.Judged event : events) {
            for (int i = 0; i < event.places().size(); i++) {
                recipients.put(event.places().get(i), event.recipients().get(i));
            }
            inside.addAll(event.inside());
        }
        Event.Judged first = events.getFirst();
        return new Facts(
                first.journey(),
                first.at(),
                new Envelope(
                        origin.reversePath,
                        MailParameters.NONE,
                        recipients.values().stream()
                                .map(it -> new Recipient(it, RcptParameters.NONE))
                                .toList()),
                origin.arrival,
                new Sender(
                        origin.reversePath, first.from(), origin.arrival.client(), first.vouched()),
                inside,
                first.subject(),
                first.messageId(),
                Set.of());
    }

    /** {@return which revision of the policy it was decided by} */
    public long revision() {
        return recorded(0).revision();
    }

    /** {@return what was recorded for a recipient, by its place in the envelope} */
    public Event.Judged recorded(int place) {
        return Objects.requireNonNull(byPlace.get(place));
    }

    /** {@return the recipient at a place in the envelope} */
    public Mailbox mailbox(int place) {
        return facts.envelope().recipients().get(place).mailbox();
    }

    /**
     * Judges again.
     *
     * @param policy the one of {@link #revision}
     */
    public Explanation explain(PolicySnapshot policy) {
        Plan plan = Plan.of(policy, facts);
        List<Verdict> verdicts = new ArrayList<>();
        for (Group group : plan.groups()) {
            verdicts.add(recorded(group.recipients().getFirst()).verdict());
        }
        return Explainer.explain(plan, verdicts, answers());
    }

    /** Single replies show: without them nobody is refused or put off beside others. */
    private Decider.Answers answers() {
        Set<Fate> fates = new HashSet<>();
        byPlace.values().forEach(event -> fates.add(event.fate()));
        boolean single = fates.contains(Fate.REFUSED) || fates.contains(Fate.PUT_OFF);
        return single && fates.size() > 1 ? Decider.Answers.EACH : Decider.Answers.ONE;
    }

    /** Whether a share of the new judgement comes to what was recorded. */
    public boolean agrees(Explanation.Share share) {
        return share.recipients().stream()
                .map(this::recorded)
                .allMatch(event ->
                        event.rule().equals(share.matched().id())
                                && event.action() == share.action()
                                && event.fate() == share.fate());
    }
}
