package dev.mailwarden.mail.sasl;

import java.util.random.RandomGenerator;

/** Nonces of SCRAM: 144 random bits as printable text without a comma (RFC 5802 §5.1). */
final class ScramNonce {

    private static final int OCTETS = 18;

    private ScramNonce() {}

    static String of(RandomGenerator random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Base64Text.encode(octets);
    }
}
