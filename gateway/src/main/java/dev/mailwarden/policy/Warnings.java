package dev.mailwarden.policy;

import java.util.Set;

/**
 * Text put at the top of messages that are unsafe (MARK-5).
 *
 * @param template its name
 * @param of which messages
 */
public record Warnings(String template, Set<Kind> of) {

    /** What makes a message unsafe. */
    public enum Kind {
        ENCRYPTED,
        INFECTED,
        PHISHING,
        SCAN_ERROR,
        LINKS,
        FIRST_TIME_SENDER,
        EXTERNAL_SENDER
    }

    public Warnings {
        of = Set.copyOf(of);
    }
}
