package dev.mailwarden.mail.sasl;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side of one attempt to log in. For one thread and one attempt.
 *
 * <p>Success counts only if the server says so and {@link #isSatisfied} agrees: with SCRAM a server
 * has to prove that it knows the account too.
 */
public sealed interface SaslClient permits PlainClient, LoginClient, ScramClient {

    /** The message to begin with; empty where the server speaks first. */
    Optional<byte[]> begin();

    /**
     * Answers a challenge.
     *
     * @param challenge octets as they were before BASE64
     * @return empty if no answer can be given: the attempt has to be cancelled
     */
    Optional<byte[]> answer(byte[] challenge);

    /** Whether the server has proven what the mechanism asks it to prove. */
    boolean isSatisfied();

    /**
     * Begins an attempt.
     *
     * @param salted kept from one attempt to the next
     * @param random unpredictable
     */
    static SaslClient of(
            Mechanism mechanism, Login login, SaltedPasswords salted, RandomGenerator random) {
        return switch (mechanism) {
            case PLAIN -> new PlainClient(login);
            case LOGIN -> new LoginClient(login);
            case SCRAM_SHA_256 -> new ScramClient(login, salted, ScramNonce.of(random));
        };
    }
}
