package dev.mailwarden.act;

import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Event;
import java.util.List;
import java.util.Set;

/**
 * What leaves because of one message, written but not committed. Close it once the commit has
 * returned, or will not be: that throws away what was not committed.
 */
public final class Outgoing implements AutoCloseable {

    private final List<Batch.Portion> portions;
    private final List<Batch.Post> posts;
    private final List<Event> events;
    private final Set<Integer> signaturesBroken;
    private final Drafts drafts;

    Outgoing(
            List<Batch.Portion> portions,
            List<Batch.Post> posts,
            List<Event> events,
            Set<Integer> signaturesBroken,
            Drafts drafts) {
        this.portions = List.copyOf(portions);
        this.posts = List.copyOf(posts);
        this.events = List.copyOf(events);
        this.signaturesBroken = Set.copyOf(signaturesBroken);
        this.drafts = drafts;
    }

    /** The message as its recipients get it, those together that get the same; of some nobody. */
    public List<Batch.Portion> portions() {
        return portions;
    }

    /** Notifications and blind copies. */
    public List<Batch.Post> posts() {
        return posts;
    }

    /** The first event of each post. */
    public List<Event> events() {
        return events;
    }

    /** Recipients who get the message with a DKIM signature that edits have broken (MARK-6). */
    public Set<Integer> signaturesBroken() {
        return signaturesBroken;
    }

    @Override
    public void close() {
        drafts.close();
    }
}
