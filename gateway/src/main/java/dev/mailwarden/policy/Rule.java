package dev.mailwarden.policy;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done with mail of some senders for some recipients (RULE-1). Of all rules the first that
 * matches a pair of sender and recipient holds for it, and no other.
 *
 * @param id names the rule for ever: 1 to 36 lower-case letters, digits and hyphens
 * @param name unique, for people
 * @param senders matched with the reverse-path and the client, or with From instead of the former
 * @param senderIsFrom whether From stands for the sender; never both at once (RULE-3)
 * @param scan what modules do under this rule
 * @param keepRefused whether what is refused for some recipients of a message that others get is
 *     kept in the quarantine, rather than deleted (ACT-4)
 * @param notices who is told of what
 * @param warnings what is written into unsafe messages (MARK-5)
 * @param disclaimer what is written into every message (MARK-4)
 * @param blindCopies get the original, whatever becomes of the message (ACT-6)
 * @param headers done to what is delivered (MARK-3)
 */
public record Rule(
        String id,
        String name,
        String description,
        boolean enabled,
        Criteria senders,
        boolean senderIsFrom,
        Criteria recipients,
        Mode mode,
        Scan scan,
        boolean keepRefused,
        List<Notice> notices,
        Optional<Warnings> warnings,
        Optional<Disclaimer> disclaimer,
        Set<Mailbox> blindCopies,
        HeaderActions headers) {

    /** The rule that is always last and matches everything (RULE-2). */
    public static final String DEFAULT_ID = "default";

    /** What the rule does with mail that it matches (RULE-4). */
    public enum Mode {
        /** As the modules find it. */
        SCAN,
        /** Deliver without scanning. */
        SKIP,
        /** Refuse without scanning. */
        REJECT,
        /** Say 250 and deliver nothing, without scanning. */
        DELETE
    }

    public Rule {
        notices = List.copyOf(notices);
        blindCopies = Set.copyOf(blindCopies);
        if (id.equals(DEFAULT_ID)
                && !(enabled && senders.isEverything() && recipients.isEverything())) {
            throw new IllegalArgumentException("the default rule must match everything");
        }
    }

    /** Whether it is the one that is always last. */
    public boolean isDefault() {
        return id.equals(DEFAULT_ID);
    }
}
