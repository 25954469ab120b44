package dev.mailwarden.mail.sasl;

import java.util.random.RandomGenerator;

/** Salts of passwords. */
public final class Salt {

    /** What RFC 9106 §3.1 recommends for hashes of passwords; SCRAM is content with it too. */
    static final int OCTETS = 16;

    private Salt() {}

    /**
     * Makes a new one.
     *
     * @param random unpredictable
     */
    public static byte[] of(RandomGenerator random) {
        byte[] salt = new byte[OCTETS];
        random.nextBytes(salt);
        return salt;
    }
}
