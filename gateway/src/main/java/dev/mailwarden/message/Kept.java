package dev.mailwarden.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a kept copy, for people who look for it (BKP-1). It stands in a frame of the
 * spool, so no text of it is longer than {@value #MAX_TEXT} characters.
 *
 * @param at when the message came
 * @param sender the reverse-path, empty for the null one
 * @param recipients those whose variant this is
 * @param client textual IP address
 * @param subject decoded
 * @param messageId empty if there is none
 * @param module which module's finding led to it; it is skipped when the copy is delivered (BKP-3)
 * @param status what that module said
 * @param rule name of the rule
 * @param action what the rule did with the message
 * @param verdict the whole of it as JSON, opaque here; empty if it is too long
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

    /** Characters of a text; what is longer is cut. */
    public static final int MAX_TEXT = 2_000;

    /** Characters of the verdict; a longer one is left out, for half of it would be no JSON. */
    public static final int MAX_VERDICT = 100_000;

    public Kept {
        recipients = List.copyOf(recipients);
        sender = shortened(sender);
        client = shortened(client);
        subject = shortened(subject);
        messageId = shortened(messageId);
        module = shortened(module);
        status = shortened(status);
        rule = shortened(rule);
        action = shortened(action);
        verdict = verdict.length() > MAX_VERDICT ? "" : verdict;
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
        return text.substring(0, splits ? MAX_TEXT - 1 : MAX_TEXT);
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
