package dev.mailwarden.policy;

import java.util.Set;

/**
 * Text with macros such as {@code %SUBJECT%}, in both forms that mail has.
 *
 * @param subject for notifications; empty for what is put into messages
 * @param html empty: made from the text
 */
public record Template(String subject, String text, String html) {

    /** Begins the block that is repeated for each object that something was found in. */
    public static final String BLOCK_BEGIN = "DATA_BEGIN";

    /** Ends that block. */
    public static final String BLOCK_END = "DATA_END";

    /**
     * The names of all macros (NOTE-2); a name in capitals between two percent signs that is not
     * among them is an error.
     *
     * <p>{@code MESSAGE_ID} is the journey, {@code SMTP_MESSAGE_ID} the field of that name. {@code
     * OBJECT_NAME} and {@code FINDING} are of each object within the block, and of all objects
     * outside it.
     */
    public static final Set<String> MACROS =
            Set.of(
                    "PRODUCT_NAME",
                    "NODE_NAME",
                    "NODE_IP",
                    "NODE_PORT",
                    "DATE",
                    "MESSAGE_ID",
                    "SMTP_MESSAGE_ID",
                    "SUBJECT",
                    "SENDER",
                    "SENDER_IP",
                    "ALL_RECIPIENTS",
                    "AFFECTED_RECIPIENTS",
                    "AFFECTED_RULES",
                    "MESSAGE_ACTION",
                    BLOCK_BEGIN,
                    BLOCK_END,
                    "OBJECT_NAME",
                    "FINDING");
}
