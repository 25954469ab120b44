package dev.mailwarden.mail.dsn;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A notification as it was understood.
 *
 * @param source where it was read from, which tells how sure it is
 * @param reportingMta the host that reports
 * @param arrived when it took the message
 * @param envid the sender's envelope identifier (RFC 3461 §4.4)
 * @param recipients at least one, at most {@value ReportReader#MAX_RECIPIENTS}
 */
public record ReadReport(
        Source source,
        Optional<String> reportingMta,
        Optional<Instant> arrived,
        Optional<String> envid,
        List<ReadRecipient> recipients)
        implements ReportReading {

    /** Where a report was read from, the surest first. */
    public enum Source {
        /** A part made for programs (RFC 3464, RFC 6533). */
        STATUS_PART,
        /** The fields of such a part, within a text. */
        STATUS_TEXT,
        /** Text of a known form. */
        TEXT,
        /** The field X-Failed-Recipients. */
        HEADER
    }

    public ReadReport {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a report needs a recipient");
        }
    }

    /** A report of which nothing but its recipients is known. */
    static ReadReport told(Source source, List<ReadRecipient> recipients) {
        return new ReadReport(
                source, Optional.empty(), Optional.empty(), Optional.empty(), recipients);
    }
}
