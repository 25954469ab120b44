package dev.mailwarden.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time, as {@code 30s}, {@code 5m}, {@code 4h} or {@code 3d}. */
public final class Durations {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?([smhd])");

    private Durations() {}

    /** {@return the length, or empty if the text is none} */
    public static Optional<Duration> parse(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(duration.group(1));
        return Optional.of(
                switch (duration.group(2)) {
                    case "d" -> Duration.ofDays(number);
                    case "h" -> Duration.ofHours(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                });
    }

    /** In the largest unit of which it is a whole number; parts of a second are not written. */
    public static String format(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 != 0 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }
}
