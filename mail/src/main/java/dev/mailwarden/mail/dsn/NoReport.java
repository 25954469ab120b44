package dev.mailwarden.mail.dsn;

/** The message reports on the delivery to nobody. */
public record NoReport(Reason reason) implements ReportReading {

    /** What it is instead, as far as it says. */
    public enum Reason {
        /** A complaint about a message (RFC 5965). */
        FEEDBACK,
        /** What a reader did with a message (RFC 8098). */
        DISPOSITION,
        /** The answer of a program on behalf of a person (RFC 3834). */
        AUTOMATIC_REPLY,
        /** Nothing that could be understood as a report. */
        NOTHING_SAID
    }
}
