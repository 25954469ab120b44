package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.Set;

/**
 * A notification that is to be written (NOTE-1): its texts, macros filled in.
 *
 * @param to each gets a copy of its own that names none of the others
 * @param html a fragment without html and body elements; empty for none
 * @param attachOriginal whether the original goes with it, as message/rfc822
 */
public record Letter(
        Set<Mailbox> to, String subject, String text, String html, boolean attachOriginal) {

    public Letter {
        to = Set.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("a letter to nobody");
        }
    }

    /** The same to some of them. */
    public Letter only(Set<Mailbox> some) {
        return new Letter(some, subject, text, html, attachOriginal);
    }
}
