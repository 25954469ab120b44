package dev.mailwarden.scan.clamd;

import dev.mailwarden.mail.ForeignOctets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What clamd says of itself, such as {@code ClamAV 1.4.3/27810/Sat Nov 15 08:12:45 2025}.
 *
 * @param program name and number
 * @param bases when its signatures were made; empty if it has none of ClamAV's own
 */
@ForeignOctets
record ClamdVersion(String program, Optional<Instant> bases) {

    /** As {@code ctime} writes it; taken for UTC, since the zone is not told. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);

    /** {@return what a text says; empty if it is not clamd's} */
    static Optional<ClamdVersion> read(String text) {
        String[] fields = text.split("/", 3);
        if (!fields[0].startsWith("ClamAV ")) {
            return Optional.empty();
        }
        return Optional.of(
                new ClamdVersion(
                        fields[0], fields.length < 3 ? Optional.empty() : date(fields[2])));
    }

    private static Optional<Instant> date(String text) {
        try {
            String single = text.strip().replaceAll(" +", " ");
            return Optional.of(LocalDateTime.parse(single, DATE).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
