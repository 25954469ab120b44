package dev.mailwarden.policy;

import dev.mailwarden.message.Action;

/**
 * What a rule does about a status.
 *
 * @param backup whether the original goes to Backup, whatever the action is (ACT-3)
 * @param tag put before the subject of what is delivered; empty for none (MARK-1)
 */
public record Reaction(Action action, boolean backup, String tag) {

    /** Deliver as if nothing had been found. */
    public static final Reaction NONE = new Reaction(Action.SKIP, false, "");

    public static Reaction of(Action action) {
        return new Reaction(action, false, "");
    }
}
