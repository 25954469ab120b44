package dev.mailwarden.bench.load;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names one message of a run: 128 random bits, so that no relay can make one up. */
public record MessageId(long high, long low) implements Comparable<MessageId> {

    /** Octets of the written form: lower-case hexadecimal. */
    public static final int WRITTEN = 32;

    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** A generator whose start nobody outside this process knows. */
    public static RandomGenerator source() {
        var random = new SecureRandom();
        return new java.util.SplittableRandom(random.nextLong());
    }

    static MessageId next(RandomGenerator random) {
        return new MessageId(random.nextLong(), random.nextLong());
    }

    /** Reads the written form. */
    public static MessageId parse(String written) {
        if (written.length() != WRITTEN) {
            throw new IllegalArgumentException("not a message id: " + written);
        }
        return new MessageId(
                HexFormat.fromHexDigitsToLong(written, 0, WRITTEN / 2),
                HexFormat.fromHexDigitsToLong(written, WRITTEN / 2, WRITTEN));
    }

    void write(byte[] target, int at) {
        writeHex(high, 16, target, at);
        writeHex(low, 16, target, at + 16);
    }

    /** Writes the lowest {@code digits} hexadecimal digits of a number. */
    static void writeHex(long value, int digits, byte[] target, int at) {
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        }
    }

    @Override
    public int compareTo(MessageId other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }

    @Override
    public String toString() {
        var octets = new byte[WRITTEN];
        write(octets, 0);
        return new String(octets, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
