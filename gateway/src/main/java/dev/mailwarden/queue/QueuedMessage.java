package dev.mailwarden.queue;

import dev.mailwarden.config.Settings.DelayWarnings;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.spool.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in memory of one accepted message: little, because there may be millions. All fields
 * are guarded by the scheduler's lock.
 */
final class QueuedMessage {

    private final JourneyId journey;
    private final long acceptedAt;
    private final boolean notification;
    private final boolean fromInside;
    private final boolean delayAsked;
    private final boolean delayOpen;

    /** For each variant, empty where it stands in the frame; none at all if all of them do. */
    private List<String> blobs;

    private List<Entry> entries = List.of();
    private long location;
    private int pending;
    private int sequence;
    private int leased;
    private boolean moving;
    private int walk;
    private @Nullable Hot hot;

    /**
     * The message itself, while it is young and memory allows.
     *
     * @param contents of its variants
     * @param octets what it counts against the budget
     */
    record Hot(Envelope envelope, List<? extends Content> contents, long octets) {}

    QueuedMessage(QueueRecord.Accepted record, Location location) {
        this.journey = record.journey();
        this.acceptedAt = record.at().toEpochMilli();
        this.notification = record.envelope().reversePath().asMailbox().isEmpty();
        this.fromInside = record.origin() == Arrival.Origin.INSIDE;
        this.delayAsked = anyOf(record, notifyOn -> notifyOn.contains(Notify.DELAY));
        this.delayOpen = anyOf(record, Set::isEmpty);
        this.blobs = blobsOf(record.variants());
        this.location = location.packed();
        this.pending = record.pending().size();
        this.sequence = record.sequence();
    }

    private static List<String> blobsOf(List<QueueRecord.Variant> variants) {
        return variants.stream().allMatch(variant -> variant.content().blob().isEmpty())
                ? List.of()
                : variants.stream().map(variant -> variant.content().blob().orElse("")).toList();
    }

    private static boolean anyOf(QueueRecord.Accepted record, Predicate<Set<Notify>> wish) {
        List<Recipient> recipients = record.envelope().recipients();
        for (int index : record.pending()) {
            if (wish.test(recipients.get(index).parameters().notifyOn())) {
                return true;
            }
        }
        return false;
    }

    JourneyId journey() {
        return journey;
    }

    /** Milliseconds since 1970. */
    long acceptedAt() {
        return acceptedAt;
    }

    /** Whether the reverse-path is null. */
    boolean isNotification() {
        return notification;
    }

    /** Whether the client could speak for the sender. */
    Arrival.Origin origin() {
        return fromInside ? Arrival.Origin.INSIDE : Arrival.Origin.OUTSIDE;
    }

    /** Whether the sender may want to hear of a delay; which recipients, the envelope says. */
    boolean mayWarn(DelayWarnings who) {
        return switch (who) {
            case NEVER -> false;
            case ASKED -> delayAsked;
            case ALWAYS -> delayAsked || delayOpen;
        };
    }

    /** The files that hold what does not stand in its frame, and go with it. */
    List<String> blobs() {
        return blobs.stream().filter(name -> !name.isEmpty()).toList();
    }

    /** {@return the file of a variant, which does not go with the message any more} */
    Optional<String> giveUpBlob(int variant) {
        if (blobs.isEmpty() || blobs.get(variant).isEmpty()) {
            return Optional.empty();
        }
        List<String> others = new ArrayList<>(blobs);
        String name = others.set(variant, "");
        blobs = List.copyOf(others);
        return Optional.of(name);
    }

    /** Immutable: what it was when it was asked for. */
    List<Entry> entries() {
        return entries;
    }

    void setEntries(List<Entry> all) {
        entries = List.copyOf(all);
    }

    void add(Entry entry) {
        List<Entry> all = new ArrayList<>(entries);
        all.add(entry);
        entries = List.copyOf(all);
    }

    void remove(Entry ended) {
        entries = entries.stream().filter(entry -> entry != ended).toList();
    }

    /** Number of the last walk that has counted it. */
    int walk() {
        return walk;
    }

    void setWalk(int number) {
        walk = number;
    }

    Location location() {
        return Location.unpack(location);
    }

    void moveTo(Location to) {
        location = to.packed();
    }

    /** Recipients that have not ended. */
    int pending() {
        return pending;
    }

    void end(int recipients) {
        pending -= recipients;
    }

    /** {@return the first of {@code count} sequence numbers for events} */
    int takeSequence(int count) {
        int first = sequence;
        sequence += count;
        return first;
    }

    int sequence() {
        return sequence;
    }

    void atLeastSequence(int next) {
        sequence = Math.max(sequence, next);
    }

    void lease() {
        leased++;
    }

    void unlease() {
        leased--;
    }

    boolean isLeased() {
        return leased > 0;
    }

    boolean isMoving() {
        return moving;
    }

    void setMoving(boolean now) {
        moving = now;
    }

    Optional<Hot> hot() {
        return Optional.ofNullable(hot);
    }

    void warm(Hot with) {
        hot = with;
    }

    /** {@return octets given back to the budget} */
    long cool() {
        Hot was = hot;
        hot = null;
        return was == null ? 0 : was.octets();
    }
}
