package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import java.util.Locale;
import java.util.Optional;

/** What a notification says was done for a recipient (RFC 3464 §2.3.3). */
public enum ReadAction {
    /** Given up. */
    FAILED,
    /** Not yet delivered; tried again. */
    DELAYED,
    /** Delivered to its mailbox. */
    DELIVERED,
    /** Handed to a host that may send no notification of success itself. */
    RELAYED,
    /** Delivered, and passed on to several more; we never write it. */
    EXPANDED;

    /** Reads the value of the field; what stands behind its first word is passed over. */
    static Optional<ReadAction> of(String value) {
        String stripped = value.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < stripped.length() && Character.isLetter(stripped.charAt(end))) {
            end++;
        }
        return switch (stripped.substring(0, end)) {
            case "failed" -> Optional.of(FAILED);
            case "delayed" -> Optional.of(DELAYED);
            case "delivered" -> Optional.of(DELIVERED);
            case "relayed" -> Optional.of(RELAYED);
            case "expanded" -> Optional.of(EXPANDED);
            default -> Optional.empty();
        };
    }

    /** What the class of a status suggests where no action is said. */
    static ReadAction of(EnhancedStatusCode status) {
        return switch (status.type()) {
            case 2 -> DELIVERED;
            case 4 -> DELAYED;
            default -> FAILED;
        };
    }
}
