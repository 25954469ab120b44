package dev.mailwarden.queue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The recipients of one message that share a lane and a variant: what is scheduled, leased and
 * tried as one. All fields are guarded by the scheduler's lock.
 */
final class Entry {

    /** Characters kept of a reason; the whole stands in the event. */
    private static final int MAX_REASON = 200;

    /** Shared by the many messages for one recipient. */
    private static final int[] FIRST = {0};

    private final QueuedMessage message;
    private final Lane.DomainQueue place;
    private final short variant;
    private int[] recipients;
    private int failures;
    private long due;
    private State state = State.NEW;
    private String reason = "";
    private @Nullable HoldCause hold;
    private boolean warned;
    private boolean redirected;

    /** Where an entry is. */
    enum State {
        /** Is not scheduled yet. */
        NEW,
        /** May be tried now. */
        READY,
        /** Is being tried. */
        LEASED,
        /** Is tried again when it is due. */
        DEFERRED,
        /** Is not tried until it is released. */
        HELD,
        /** Came up while its message was being moved in the spool; is ready after that. */
        WITHHELD,
        /** Has ended; nothing points to it any more. */
        ENDED
    }

    /**
     * @param variant which content of the message they get
     */
    Entry(QueuedMessage message, Lane.DomainQueue place, int variant, List<Integer> recipients) {
        this.message = message;
        this.place = place;
        this.variant = (short) variant;
        this.recipients = toArray(recipients);
    }

    QueuedMessage message() {
        return message;
    }

    Lane.DomainQueue place() {
        return place;
    }

    Lane lane() {
        return place.lane();
    }

    /** Which content of the message its recipients get. */
    int variant() {
        return variant;
    }

    /** Indexes into the envelope's recipients. */
    List<Integer> recipients() {
        return Arrays.stream(recipients).boxed().toList();
    }

    int recipientCount() {
        return recipients.length;
    }

    void keepOnly(List<Integer> left) {
        recipients = toArray(left);
    }

    /** Attempts that ended in a transient failure. */
    int failures() {
        return failures;
    }

    void failed(int times, String why) {
        failures = times;
        reason = lane().shared(shortened(why));
    }

    /** It is to wait until it is released. */
    void hold(HoldCause cause, Instant since, String why) {
        hold = cause;
        due = since.toEpochMilli();
        reason = lane().shared(shortened(why));
    }

    void release() {
        hold = null;
        failures = 0;
    }

    /** Why it is held; empty if it is not. */
    Optional<HoldCause> heldFor() {
        return Optional.ofNullable(hold);
    }

    /** Whether its sender was told that it is late. */
    boolean isWarned() {
        return warned;
    }

    void warned() {
        warned = true;
    }

    /** Whether its route was named by an administrator. */
    boolean isRedirected() {
        return redirected;
    }

    void redirected() {
        redirected = true;
    }

    /** A new entry for some of its recipients, which are then no longer in this one. */
    Entry split(List<Integer> part) {
        lane().enter(place);
        Entry other = new Entry(message, place, variant, part);
        other.takeOver(this);
        keepOnly(Recipients.without(recipients(), part));
        return other;
    }

    /** Takes over what is known of an entry of the same recipients. */
    void takeOver(Entry before) {
        failures = before.failures;
        due = before.due;
        reason = before.reason;
        hold = before.hold;
        warned = before.warned;
        redirected = before.redirected;
    }

    static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    /** Why it waits; empty if it was never tried. */
    String reason() {
        return reason;
    }

    /** Milliseconds since 1970: when it is tried again, or since when it is held. */
    long due() {
        return due;
    }

    void setDue(long millis) {
        due = millis;
    }

    State state() {
        return state;
    }

    /** Whether its turn may be used; an entry of a message that is being moved waits for that. */
    boolean mayBeLeased() {
        if (state == State.READY && message.isMoving()) {
            state = State.WITHHELD;
        }
        return state == State.READY;
    }

    void setState(State now) {
        state = now;
    }

    private static int[] toArray(List<Integer> indexes) {
        return indexes.equals(List.of(0))
                ? FIRST
                : indexes.stream().mapToInt(Integer::intValue).toArray();
    }
}
