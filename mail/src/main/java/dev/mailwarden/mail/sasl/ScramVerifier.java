package dev.mailwarden.mail.sasl;

import dev.mailwarden.mail.ForeignOctets;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password to check a SCRAM-SHA-256 proof (RFC 5802 §3). Whoever steals it
 * can try passwords and can pose as the server, but cannot log in with it.
 *
 * @param salt at least 8 octets
 * @param iterations of PBKDF2, 4,096 (RFC 7677 §4) to 1,000,000
 * @param storedKey 32 octets
 * @param serverKey 32 octets
 */
@ForeignOctets
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are given
public record ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {

    /**
     * The most that Cyrus SASL computes, hence what Postfix can log in with; sixteen times what RFC
     * 7677 §4 demands at least.
     */
    public static final int ITERATIONS = 65_536;

    private static final int LEAST_SALT = 8;
    private static final int KEY = 32;

    /** As PostgreSQL writes it too. */
    private static final Pattern FORM =
            Pattern.compile(
                    "SCRAM-SHA-256\\$([0-9]{1,8}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    public ScramVerifier {
        if (salt.length < LEAST_SALT
                || iterations < ScramKeys.LEAST_ITERATIONS
                || iterations > ScramKeys.MOST_ITERATIONS
                || storedKey.length != KEY
                || serverKey.length != KEY) {
            throw new IllegalArgumentException(
                    "a verifier needs %d octets of salt, %d to %d iterations and keys of %d octets"
                            .formatted(
                                    LEAST_SALT,
                                    ScramKeys.LEAST_ITERATIONS,
                                    ScramKeys.MOST_ITERATIONS,
                                    KEY));
        }
    }

    /**
     * Makes the verifier of a password.
     *
     * @param password prepared
     * @param random unpredictable
     */
    public static ScramVerifier of(String password, RandomGenerator random) {
        return of(password, Salt.of(random), ITERATIONS);
    }

    static ScramVerifier of(String password, byte[] salt, int iterations) {
        byte[] salted = ScramKeys.salted(password, salt, iterations);
        return new ScramVerifier(
                salt,
                iterations,
                ScramKeys.hash(ScramKeys.clientKey(salted)),
                ScramKeys.serverKey(salted));
    }

    /**
     * {@return a verifier that no password fits, the same for one name each time}
     *
     * @param secret unknown to clients; the same for all names
     */
    public static ScramVerifier decoy(String user, byte[] secret) {
        byte[] key = ScramKeys.hmac(secret, "salt of " + user);
        return new ScramVerifier(
                Arrays.copyOf(key, Salt.OCTETS),
                ITERATIONS,
                ScramKeys.hmac(secret, "stored key of " + user),
                ScramKeys.hmac(secret, "server key of " + user));
    }

    /** {@return the verifier that a text form means, or empty if it is none} */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ScramVerifier(
                            decode(matcher.group(2)),
                            Integer.parseInt(matcher.group(1)),
                            decode(matcher.group(3)),
                            decode(matcher.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] decode(String base64) {
        return Base64Text.decode(base64)
                .orElseThrow(() -> new IllegalArgumentException("not BASE64"));
    }

    /** The text form that {@link #parse} reads. A secret: not for logs. */
    public String text() {
        return "SCRAM-SHA-256$%d:%s$%s:%s"
                .formatted(
                        iterations,
                        Base64Text.encode(salt),
                        Base64Text.encode(storedKey),
                        Base64Text.encode(serverKey));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramVerifier that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "ScramVerifier[iterations=" + iterations + "]";
    }
}
