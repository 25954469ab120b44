package dev.mailwarden.directory;

import dev.mailwarden.mail.sasl.Salt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2id hash (RFC 9106) in the form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}, which other
 * programs read and write too.
 *
 * @param cost what it takes to compute it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared but by matches
record PasswordHash(Cost cost, byte[] salt, byte[] hash) {

    /**
     * The parameters of Argon2.
     *
     * @param memoryKib 8 to 65,536: several are computed at once, beside the mail
     * @param passes 1 to 16
     * @param lanes 1 to 16
     */
    record Cost(int memoryKib, int passes, int lanes) {

        private static final int MOST_KIB = 64 << 10;

        /** OWASP's smallest (2023), about a fifth of a second: log-ins must not starve mail. */
        static final Cost USUAL = new Cost(19_456, 2, 1);

        /** {@return the one that most have, which is what an unknown name has to take} */
        static Cost ofMost(Stream<Cost> costs) {
            return costs
                    .collect(Collectors.groupingBy(cost -> cost, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(USUAL);
        }

        Cost {
            if (memoryKib < 8 * lanes
                    || memoryKib > MOST_KIB
                    || passes < 1
                    || passes > 16
                    || lanes < 1
                    || lanes > 16) {
                throw new IllegalArgumentException(
                        "Argon2id takes 8 x p to %d KiB, and 1 to 16 passes and lanes"
                                .formatted(MOST_KIB));
            }
        }
    }

    private static final int HASH = 32;
    private static final int MOST_OCTETS = 64;

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    PasswordHash {
        if (salt.length < 8
                || salt.length > MOST_OCTETS
                || hash.length < 16
                || hash.length > MOST_OCTETS) {
            throw new IllegalArgumentException(
                    "an Argon2id hash has 8 to 64 octets of salt and 16 to 64 of hash");
        }
    }

    /**
     * Hashes a password.
     *
     * @param password prepared
     * @param random unpredictable
     */
    static PasswordHash of(String password, RandomGenerator random) {
        byte[] salt = Salt.of(random);
        return new PasswordHash(Cost.USUAL, salt, hash(password, Cost.USUAL, salt, HASH));
    }

    /** {@return a hash that no password fits, and that takes as long to find out} */
    static PasswordHash ofNothing(Cost cost, RandomGenerator random) {
        byte[] hash = new byte[HASH];
        random.nextBytes(hash);
        return new PasswordHash(cost, Salt.of(random), hash);
    }

    /** {@return the hash that a text means, or empty if it is none} */
    static Optional<PasswordHash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new PasswordHash(
                            new Cost(
                                    Integer.parseInt(matcher.group(1)),
                                    Integer.parseInt(matcher.group(2)),
                                    Integer.parseInt(matcher.group(3))),
                            Base64.getDecoder().decode(matcher.group(4)),
                            Base64.getDecoder().decode(matcher.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this is the hash of a password. Takes the time and memory that it says. */
    boolean matches(String password) {
        byte[] its = hash(password, cost, salt, hash.length);
        return MessageDigest.isEqual(its, hash);
    }

    private static byte[] hash(String password, Cost cost, byte[] salt, int octets) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.memoryKib)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[octets];
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        generator.generateBytes(secret, hash);
        Arrays.fill(secret, (byte) 0);
        return hash;
    }

    /** The form that {@link #parse} reads. A secret: not for logs. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memoryKib,
                        cost.passes,
                        cost.lanes,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "PasswordHash[" + cost + "]";
    }
}
