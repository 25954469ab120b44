package dev.mailwarden.policy;

import java.util.List;

/** Any of these. None of them matches nothing: a rule needs senders and recipients. */
public record Criteria(List<Criterion> any) {

    /** Matches whatever there is. */
    public static final Criteria EVERYTHING = new Criteria(List.of(new Criterion.Mask("*")));

    public Criteria {
        any = List.copyOf(any);
    }

    /** Whether one of them is the mask that matches everything. */
    public boolean isEverything() {
        return any.contains(EVERYTHING.any.getFirst());
    }
}
