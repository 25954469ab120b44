package dev.mailwarden.mail.mime;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as header fields write them (RFC 5322 §3.3), always in universal time. */
public final class MailDate {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private MailDate() {}

    /** Such as {@code Sun, 1 Mar 2026 12:00:00 +0000}. */
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
