package dev.mailwarden.message;

import java.util.Locale;
import java.util.Optional;

/**
 * Names a kept copy: one variant of one message. Ids of later messages sort behind earlier ones.
 *
 * @param variant from 0 to 9999; the same message as it went to different recipients
 */
public record KeptId(JourneyId journey, int variant) {

    private static final int MOST_VARIANTS = 10_000;

    public KeptId {
        if (variant < 0 || variant >= MOST_VARIANTS) {
            throw new IllegalArgumentException("no variant: " + variant);
        }
    }

    /** Reads the text form; empty if it is none. */
    public static Optional<KeptId> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{4}")) {
            return Optional.empty();
        }
        int variant = Integer.parseInt(text.substring(slash + 1));
        return JourneyId.parse(text.substring(0, slash))
                .map(journey -> new KeptId(journey, variant));
    }

    /** The journey, a slash and four digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s/%04d", journey, variant);
    }
}
