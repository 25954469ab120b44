package dev.mailwarden.track;

import dev.mailwarden.storage.Storable;

/**
 * What is known of a journey as a whole. Texts are empty where there is nothing to say.
 *
 * @param client textual IP address
 * @param user who logged in
 * @param sender the reverse-path, empty for the null one too
 * @param octets of the message, 0 for one that was refused before it came
 * @param subject decoded
 * @param status the worst that a module said, as {@link WorstSaid} ranks them
 * @param verdict the worst that each module said, with its reason, as JSON
 */
public record JourneyFacts(
        String listener,
        String client,
        String helo,
        String user,
        String sender,
        long octets,
        String subject,
        String messageId,
        String status,
        String verdict) {

    public JourneyFacts {
        listener = Storable.text(listener);
        client = Storable.text(client);
        helo = Storable.text(helo);
        user = Storable.text(user);
        sender = Storable.text(sender);
        subject = Storable.text(subject);
        messageId = Storable.text(messageId);
        status = Storable.text(status);
        verdict = Storable.text(verdict);
    }

    /** With what another event of the journey says; of what both say, this stands. */
    JourneyFacts and(JourneyFacts other) {
        String worst = status;
        String said = verdict;
        if (!other.verdict.equals(verdict) && !other.verdict.isEmpty()) {
            worst = WorstSaid.worse(status, other.status);
            said = WorstSaid.parse(verdict).and(WorstSaid.parse(other.verdict)).json();
        }
        return new JourneyFacts(
                either(listener, other.listener),
                either(client, other.client),
                either(helo, other.helo),
                either(user, other.user),
                either(sender, other.sender),
                Math.max(octets, other.octets),
                either(subject, other.subject),
                either(messageId, other.messageId),
                worst,
                said);
    }

    private static String either(String text, String other) {
        return text.isEmpty() ? other : text;
    }

    /** Nothing known: the journey's beginning has been forgotten. */
    static final JourneyFacts NONE = new JourneyFacts("", "", "", "", "", 0, "", "", "", "");
}
