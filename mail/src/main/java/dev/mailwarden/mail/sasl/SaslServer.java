package dev.mailwarden.mail.sasl;

import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The server's side of one attempt to log in: takes the client's messages one by one. For one
 * thread and one attempt; after any answer but a challenge it is over.
 */
public sealed interface SaslServer permits PlainServer, LoginServer, ScramServer {

    /**
     * What to say to a client that brought no initial response: an empty challenge where the client
     * has the first word (RFC 4954 §4).
     */
    SaslStep begin();

    /**
     * Takes a message.
     *
     * @param message octets as they were before BASE64
     */
    SaslStep next(byte[] message);

    /**
     * Begins an attempt.
     *
     * @param verifiers gives a verifier for every name: for one that is not known, one that no
     *     password fits and that is the same each time, so that nobody learns who exists
     * @param random unpredictable
     */
    static SaslServer of(
            Mechanism mechanism,
            Function<String, ScramVerifier> verifiers,
            RandomGenerator random) {
        return switch (mechanism) {
            case PLAIN -> new PlainServer();
            case LOGIN -> new LoginServer();
            case SCRAM_SHA_256 -> new ScramServer(verifiers, ScramNonce.of(random));
        };
    }
}
