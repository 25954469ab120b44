package dev.mailwarden.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a kept copy, for people who look for it (BKP-1).
 *
 * @param at when the message came
 * @param sender the reverse-path, empty for the null one
 * @param recipients those whose variant this is
 * @param client textual IP address
 * @param subject decoded, shortened by whoever made it
 * @param messageId empty if there is none
 * @param module which module's finding led to it; it is skipped when the copy is delivered (BKP-3)
 * @param status what that module said
 * @param rule name of the rule
 * @param action what the rule did with the message
 * @param verdict the whole of it as JSON, opaque here
 * @param octets of the body
 * @param end what happens at the age limit; empty if nothing does
 */
public record Kept(
        KeptId id,
        Instant at,
        String sender,
        List<String> recipients,
        String client,
        String subject,
        String messageId,
        String module,
        String status,
        String rule,
        String action,
        String verdict,
        long octets,
        Optional<End> end) {

    public Kept {
        recipients = List.copyOf(recipients);
    }

    /**
     * The end that a rule gave to an entry.
     *
     * @param at when it is due
     */
    public record End(Instant at, Way way) {}

    /** What becomes of an entry that nobody decided on. */
    public enum Way {
        DELETE,
        DELIVER
    }
}
