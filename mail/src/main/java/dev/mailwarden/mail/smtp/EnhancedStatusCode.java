package dev.mailwarden.mail.smtp;

/**
 * An enhanced status code such as 4.2.2 (RFC 3463 §2).
 *
 * @param type 2 success, 4 persistent transient failure, 5 permanent failure
 * @param subject 0 to 999: what the status is about
 * @param detail 0 to 999: what exactly happened
 */
public record EnhancedStatusCode(int type, int subject, int detail) {

    public EnhancedStatusCode {
        if (type != 2 && type != 4 && type != 5) {
            throw new IllegalArgumentException("type must be 2, 4 or 5: " + type);
        }
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException(
                    "subject and detail must be 0 to 999: " + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return type + "." + subject + "." + detail;
    }
}
