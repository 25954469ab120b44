package dev.mailwarden.message;

import dev.mailwarden.mail.ForeignOctets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Names one journey, the life of one transaction: a UUID of version 7 (RFC 9562 §5.7), so that ids
 * sort by time. Shown in the SMTP reply, in {@code Received}, in every event and in the console.
 *
 * @param high the most significant half, with the time in milliseconds in its first 48 bits
 * @param low the least significant half
 */
@ForeignOctets
public record JourneyId(long high, long low) implements Comparable<JourneyId> {

    /** Makes a new id; two ids of one millisecond differ by 74 random bits. */
    public static JourneyId of(Instant now, RandomGenerator random) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new JourneyId(high, low);
    }

    /** Reads the text form; empty if it is not a UUID. */
    public static Optional<JourneyId> parse(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            var id = new JourneyId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            // UUID.fromString also takes groups of other lengths.
            return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(JourneyId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The 36 characters of RFC 9562 §4. */
    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
