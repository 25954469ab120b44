package dev.mailwarden.pipeline;

import dev.mailwarden.message.Arrival.Origin;
import java.util.List;

/** Who sends a message to whom, beside one recipient inside whom the default rule is for. */
enum Audience {
    ONE(Origin.OUTSIDE, ""),
    ONE_OF_A_VERIFIED_SENDER(Origin.INSIDE, ""),
    TWO_UNDER_ONE_RULE(Origin.OUTSIDE, "second@ours.example"),
    INSIDE_AND_OUTSIDE(Origin.OUTSIDE, "friend@open.example"),
    ANOTHER_GETS_IT(Origin.OUTSIDE, "open@ours.example"),
    ANOTHER_IS_REFUSED(Origin.OUTSIDE, "closed@ours.example"),
    ANOTHER_IS_REFUSED_AND_IT_GOES(Origin.OUTSIDE, "void@ours.example"),
    ANOTHER_GETS_IT_AND_EACH_IS_TOLD(Origin.OUTSIDE, "open@ours.example"),
    ANOTHER_IS_REFUSED_AND_EACH_IS_TOLD(Origin.OUTSIDE, "closed@ours.example");

    /** Whom the rule under test is for in every case. */
    static final String USER = "user@ours.example";

    private final Origin origin;
    private final String other;

    Audience(Origin origin, String other) {
        this.origin = origin;
        this.other = other;
    }

    Origin origin() {
        return origin;
    }

    /** {@return recipients under the default rule} */
    List<String> underTheRule() {
        return isOfOneRule() && !other.isEmpty() ? List.of(USER, other) : List.of(USER);
    }

    /** {@return recipients under another rule} */
    List<String> underAnother() {
        return isOfOneRule() ? List.of() : List.of(other);
    }

    private boolean isOfOneRule() {
        return switch (this) {
            case ONE, ONE_OF_A_VERIFIED_SENDER, TWO_UNDER_ONE_RULE, INSIDE_AND_OUTSIDE -> true;
            case ANOTHER_GETS_IT,
                    ANOTHER_IS_REFUSED,
                    ANOTHER_IS_REFUSED_AND_IT_GOES,
                    ANOTHER_GETS_IT_AND_EACH_IS_TOLD,
                    ANOTHER_IS_REFUSED_AND_EACH_IS_TOLD ->
                    false;
        };
    }

    boolean anotherIsRefused() {
        return switch (this) {
            case ANOTHER_IS_REFUSED,
                    ANOTHER_IS_REFUSED_AND_IT_GOES,
                    ANOTHER_IS_REFUSED_AND_EACH_IS_TOLD ->
                    true;
            default -> false;
        };
    }

    /** Whether the client asked for a reply for each recipient. */
    boolean eachIsTold() {
        return this == ANOTHER_GETS_IT_AND_EACH_IS_TOLD
                || this == ANOTHER_IS_REFUSED_AND_EACH_IS_TOLD;
    }

    boolean isVerified() {
        return origin == Origin.INSIDE;
    }
}
