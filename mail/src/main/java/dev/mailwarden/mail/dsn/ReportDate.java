package dev.mailwarden.mail.dsn;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/** Dates of fields (RFC 5322 §3.3, §4.3), read leniently. */
final class ReportDate {

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private static final List<String> ZONES =
            List.of("edt", "est", "cdt", "cst", "mdt", "mst", "pdt", "pst");

    private ReportDate() {}

    /** {@return the moment, or empty if it is no date or has no known zone} */
    static Optional<Instant> of(String text) {
        var words = new ArrayDeque<String>();
        var tokens = new StringTokenizer(text.toLowerCase(Locale.ROOT), " ,\t");
        while (tokens.hasMoreTokens() && words.size() < 6) {
            words.add(tokens.nextToken());
        }
        if (!words.isEmpty() && !isDigit(words.getFirst().charAt(0))) {
            words.removeFirst();
        }
        if (words.size() < 5) {
            return Optional.empty();
        }
        try {
            int day = Integer.parseInt(words.removeFirst());
            int month = MONTHS.indexOf(words.removeFirst()) + 1;
            int year = fullYear(Integer.parseInt(words.removeFirst()));
            LocalTime time = time(words.removeFirst());
            ZoneOffset zone = zone(words.removeFirst());
            return Optional.of(
                    OffsetDateTime.of(LocalDate.of(year, month, day), time, zone).toInstant());
        } catch (DateTimeException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static int fullYear(int year) {
        return year < 50 ? year + 2000 : year < 1000 ? year + 1900 : year;
    }

    private static LocalTime time(String word) {
        String[] parts = word.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new DateTimeException("no time");
        }
        int second = parts.length == 3 ? Integer.parseInt(parts[2]) : 0;
        return LocalTime.of(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Math.min(second, 59)); // 60 is a leap second
    }

    private static ZoneOffset zone(String word) {
        if (word.equals("gmt") || word.equals("ut") || word.equals("utc") || word.equals("z")) {
            return ZoneOffset.UTC;
        }
        int american = ZONES.indexOf(word);
        if (american >= 0) {
            return ZoneOffset.ofHours(-4 - (american + 1) / 2);
        }
        boolean numeric =
                word.length() == 5
                        && (word.charAt(0) == '+' || word.charAt(0) == '-')
                        && word.chars().skip(1).allMatch(ReportDate::isDigit);
        if (!numeric) {
            throw new DateTimeException("no zone");
        }
        int hours = Integer.parseInt(word.substring(1, 3));
        int minutes = Integer.parseInt(word.substring(3));
        int sign = word.charAt(0) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
