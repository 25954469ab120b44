package dev.mailwarden.policy;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.Set;

/**
 * Who is told of an event under a rule (NOTE-1).
 *
 * @param sender the template for the sender, who is only told if verified; empty: not told
 * @param recipients the template for the recipients it is about; empty: not told
 * @param others the template for the addresses of {@code list} and the general list; empty: none
 * @param attachOriginal whether the original goes to {@code others} as message/rfc822
 */
public record Notice(
        Kind of,
        String sender,
        String recipients,
        String others,
        Set<Mailbox> list,
        boolean attachOriginal) {

    /** What is told of. */
    public enum Kind {
        INFECTED,
        ENCRYPTED,
        SCAN_ERROR,
        MACROS,
        CONTENT,
        PHISHING,
        LINKS,
        SANDBOX,
        AUTHENTICATION,
        IMPERSONATION
    }

    public Notice {
        list = Set.copyOf(list);
    }
}
