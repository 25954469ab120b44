package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.message.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far something was looked into.
 *
 * @param state the worst that came of it, if there are several ways to read it
 * @param reason for what an error would be told; given if the look failed or was over budget
 * @param encrypted whether something of it takes a password or a key, whatever else came of it
 * @param detail for people; empty if there is nothing to tell
 * @param oddities short names of what makes readers disagree about it
 */
public record Look(
        State state,
        Optional<Reason> reason,
        boolean encrypted,
        String detail,
        List<String> oddities) {

    /** It holds nothing else. */
    public static final Look PLAIN = of(State.PLAIN, "");

    /** All that it holds was seen. */
    public static final Look OPENED = of(State.OPENED, "");

    /** What came of it. */
    public enum State {
        PLAIN,
        OPENED,
        /** It breaks off or contradicts itself; some of what it holds may have been seen. */
        DAMAGED,
        /** It holds something, or may do so, and nobody here knows how to open it. */
        NOT_OPENED,
        /** It takes a password or a key. */
        ENCRYPTED,
        /** Something ran out before the end. */
        OVER_BUDGET,
        /** Whoever should open it could not. */
        FAILED
    }

    public Look {
        oddities = List.copyOf(oddities);
        boolean isError = state == State.OVER_BUDGET || state == State.FAILED;
        if (isError != reason.isPresent()) {
            throw new IllegalArgumentException(state + " for the reason " + reason);
        }
        encrypted |= state == State.ENCRYPTED;
    }

    /** A look that failed for no reason that would make an error. */
    public static Look of(State state, String detail) {
        return new Look(state, Optional.empty(), false, detail, List.of());
    }

    /** Something ran out. */
    public static Look over(Resource resource) {
        return new Look(
                State.OVER_BUDGET,
                Optional.of(UnableException.reasonOf(resource)),
                false,
                resource.reason(),
                List.of(resource.name()));
    }

    /** There is no answer. */
    public static Look failed(Reason reason, String detail) {
        return new Look(State.FAILED, Optional.of(reason), false, detail, List.of());
    }

    /** {@return the same with more to tell} */
    public Look withOddities(List<String> others) {
        return new Look(state, reason, encrypted, detail, others);
    }

    /** {@return what it comes to if the same thing was looked at in another way as well} */
    Look and(Look other) {
        Look worse = state.compareTo(other.state) >= 0 ? this : other;
        List<String> all = new ArrayList<>(oddities);
        all.addAll(other.oddities);
        return new Look(worse.state, worse.reason, encrypted || other.encrypted, worse.detail, all);
    }

    /** Whether all that there is was seen. */
    public boolean isWhole() {
        return state == State.PLAIN || state == State.OPENED;
    }
}
