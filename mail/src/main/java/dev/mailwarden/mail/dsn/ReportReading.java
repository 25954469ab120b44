package dev.mailwarden.mail.dsn;

/** What was found out about a message that may be a notification. */
public sealed interface ReportReading permits ReadReport, NoReport {}
