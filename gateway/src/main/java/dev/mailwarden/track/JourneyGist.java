package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is known of a journey as a whole, with the texts that are searched together. Several events
 * say something of it, in whatever order they come.
 *
 * @param haystack in lower case, a line each; empty if nothing is known yet
 */
record JourneyGist(JourneyFacts facts, String haystack) {

    /** {@return what changes say of each journey as a whole; no entry where they say nothing} */
    static Map<JourneyId, JourneyGist> gather(List<JourneyChange> changes) {
        Map<JourneyId, JourneyGist> gathered = new LinkedHashMap<>();
        for (JourneyChange change : changes) {
            change.facts()
                    .map(facts -> new JourneyGist(facts, haystack(facts, change.recipients())))
                    .ifPresent(gist -> gathered.merge(change.journey(), gist, JourneyGist::and));
        }
        return gathered;
    }

    /** Adds what is known to what is new. */
    static void addKnown(Map<JourneyId, JourneyGist> gathered, Map<JourneyId, JourneyGist> known) {
        known.forEach(
                (journey, gist) -> gathered.computeIfPresent(journey, (_, it) -> gist.and(it)));
    }

    JourneyGist and(JourneyGist other) {
        return haystack.isEmpty()
                ? other
                : new JourneyGist(facts.and(other.facts), lines(haystack + "\n" + other.haystack));
    }

    private static String haystack(JourneyFacts facts, List<RecipientState> recipients) {
        Stream<String> ofJourney =
                Stream.of(
                        facts.sender(),
                        facts.subject(),
                        facts.messageId(),
                        facts.client(),
                        facts.helo());
        Stream<String> addressed = recipients.stream().map(RecipientState::recipient);
        return lines(lower(String.join("\n", Stream.concat(ofJourney, addressed).toList())));
    }

    private static String lines(String text) {
        Set<String> lines = new TreeSet<>(List.of(text.split("\n", -1)));
        lines.remove("");
        return String.join("\n", lines);
    }

    /** {@return the domains of the sender and of recipients that an event names} */
    static Set<String> domains(JourneyChange change) {
        Set<String> domains = new HashSet<>();
        change.facts().ifPresent(facts -> domains.add(domain(facts.sender())));
        change.recipients().forEach(state -> domains.add(domain(state.recipient())));
        domains.remove("");
        return domains;
    }

    private static String domain(String mailbox) {
        return lower(mailbox.substring(mailbox.lastIndexOf('@') + 1));
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
