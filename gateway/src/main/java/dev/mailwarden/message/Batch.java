package dev.mailwarden.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * All that one durable commit makes true of a transaction: what is delivered of it and to whom,
 * what is sent because of it, what was kept of it, and what happened.
 *
 * <p>No content, journey or copy comes twice in it.
 *
 * @param portions no recipient is in two of them; in none, if nobody gets the message
 * @param posts messages of our own that go with it, such as notifications and blind copies
 * @param copies whose octets were put into their stores; entered there after the commit
 * @param events of the transaction and of the posts
 */
public record Batch(
        JourneyId journey,
        Arrival.Origin origin,
        Envelope envelope,
        List<Portion> portions,
        List<Post> posts,
        List<CopyShelf.Copy> copies,
        List<Event> events) {

    /**
     * The message as some recipients get it.
     *
     * @param content made by the {@link Intake}
     * @param recipients their places in the envelope, at least one
     */
    public record Portion(Content content, List<Integer> recipients) {

        public Portion {
            recipients = List.copyOf(recipients);
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("a portion for nobody");
            }
        }
    }

    /**
     * A message of our own, with a journey of its own.
     *
     * @param content made by the {@link Intake}
     */
    public record Post(JourneyId journey, Envelope envelope, Content content) {}

    public Batch {
        portions = List.copyOf(portions);
        posts = List.copyOf(posts);
        copies = List.copyOf(copies);
        events = List.copyOf(events);
        checkRecipients(portions, envelope.recipients().size());
        Set<Content> contents = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<JourneyId> journeys = new HashSet<>(Set.of(journey));
        Set<CopyShelf.CopyName> names = new HashSet<>();
        portions.forEach(portion -> once(contents.add(portion.content()), "content", portion));
        for (Post post : posts) {
            once(contents.add(post.content()), "content", post);
            once(journeys.add(post.journey()), "journey", post.journey());
        }
        copies.forEach(copy -> once(names.add(copy.name()), "copy", copy.name()));
    }

    private static void checkRecipients(List<Portion> portions, int count) {
        BitSet seen = new BitSet(count);
        for (Portion portion : portions) {
            for (int recipient : portion.recipients()) {
                if (recipient < 0 || recipient >= count) {
                    throw new IllegalArgumentException("there is no recipient " + recipient);
                }
                once(!seen.get(recipient), "recipient", recipient);
                seen.set(recipient);
            }
        }
    }

    /** Two of the same would share what each of them ends. */
    private static void once(boolean isNew, String what, Object which) {
        if (!isNew) {
            throw new IllegalArgumentException("the same %s twice: %s".formatted(what, which));
        }
    }

    /** The message for all its recipients as it came. */
    public static Batch of(InboundMail mail, Instant now) {
        List<Integer> all = new ArrayList<>(mail.envelope().recipients().size());
        for (int i = 0; i < mail.envelope().recipients().size(); i++) {
            all.add(i);
        }
        return new Batch(
                mail.journey(),
                mail.arrival().origin(),
                mail.envelope(),
                List.of(new Portion(mail.content(), all)),
                List.of(),
                List.of(),
                List.of(received(mail, now)));
    }

    /** The first event of the journey of a message that is taken. */
    public static Event.Received received(InboundMail mail, Instant now) {
        return new Event.Received(
                mail.journey(),
                0,
                now,
                mail.arrival(),
                mail.envelope(),
                mail.content().length(),
                mail.content().facts(),
                mail.messageId());
    }
}
